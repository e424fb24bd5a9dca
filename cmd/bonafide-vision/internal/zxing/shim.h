#ifndef BONAFIDE_ZXING_SHIM_H
#define BONAFIDE_ZXING_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One code. format is a constant string of the library's; bytes and text are owned by the list and may hold zeros.
typedef struct {
	char format[24];
	uint8_t *bytes;
	int bytes_len;
	char *text; // as the library converts it to UTF-8
	int text_len;
	int is_text; // the library takes the content for text
	int points[8]; // x, y: clockwise from the code's own top left
} bonafide_code;

// Kinds of codes. Of linear ones only the first is read: see shim.cpp.
#define BONAFIDE_MATRIX 0 // QR, Micro QR, PDF417, Data Matrix, Aztec
#define BONAFIDE_LINEAR 1 // Code 128, Code 39

// Reads the codes of one kind of a gray picture into *list, *count of them. Returns 0; -1 when the library threw. The caller frees the list.
int bonafide_codes(const uint8_t *pix, int width, int height, int stride, int kind, bonafide_code **list, int *count);
void bonafide_codes_free(bonafide_code *list, int count);

#ifdef __cplusplus
}
#endif

#endif
