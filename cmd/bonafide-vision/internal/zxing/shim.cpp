//go:build vision && cgo

#define ZX_USE_UTF8 1
#include "shim.h"

#include <ReadBarcode.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

using namespace ZXing;

// What documents bear. The shorter linear codes are left out: they are found in print that holds none.
static const BarcodeFormats matrix = BarcodeFormat::QRCode | BarcodeFormat::MicroQRCode | BarcodeFormat::PDF417 | BarcodeFormat::DataMatrix | BarcodeFormat::Aztec;
static const BarcodeFormats linear = BarcodeFormat::Code128 | BarcodeFormat::Code39;

static void *copied(const void *from, size_t size)
{
	void *to = std::malloc(size ? size : 1);
	if (!to)
		throw std::bad_alloc();
	if (size)
		std::memcpy(to, from, size);
	return to;
}

static void fill(bonafide_code &c, const Result &r)
{
	std::strncpy(c.format, ToString(r.format()), sizeof c.format - 1);
	const ByteArray &bytes = r.bytes();
	c.bytes_len = static_cast<int>(bytes.size());
	c.bytes = static_cast<uint8_t *>(copied(bytes.data(), bytes.size()));
	const std::string text = r.text();
	c.text_len = static_cast<int>(text.size());
	c.text = static_cast<char *>(copied(text.data(), text.size()));
	c.is_text = r.contentType() == ContentType::Text || r.contentType() == ContentType::GS1 || r.contentType() == ContentType::ISO15434;
	const Position &p = r.position();
	for (int i = 0; i < 4; i++) {
		c.points[2 * i] = p[i].x;
		c.points[2 * i + 1] = p[i].y;
	}
}

int bonafide_codes(const uint8_t *pix, int width, int height, int stride, int kind, bonafide_code **list, int *count)
{
	*list = nullptr;
	*count = 0;
	try {
		DecodeHints hints;
		hints.setTryHarder(true).setTryRotate(true);
		// Library 1.4.0 ends the process (an assertion in Result::operator==) when it compares two finds of one linear code that both
		// hold several lines: in copies of different size, or printed twice. So linear codes are looked for at one size, and one of them.
		if (kind == BONAFIDE_MATRIX)
			hints.setFormats(matrix).setMaxNumberOfSymbols(16).setTryDownscale(true);
		else
			hints.setFormats(linear).setMaxNumberOfSymbols(1).setTryDownscale(false);
		const Results results = ReadBarcodes(ImageView(pix, width, height, ImageFormat::Lum, stride), hints);
		*list = static_cast<bonafide_code *>(std::calloc(results.size() + 1, sizeof(bonafide_code)));
		if (!*list)
			return -1;
		for (const Result &r : results) {
			if (!r.isValid())
				continue;
			(*count)++; // before it is filled: what it holds by then is freed when filling throws
			fill((*list)[*count - 1], r);
		}
		return 0;
	} catch (...) {
		bonafide_codes_free(*list, *count);
		*list = nullptr;
		*count = 0;
		return -1;
	}
}

void bonafide_codes_free(bonafide_code *list, int count)
{
	for (int i = 0; list && i < count; i++) {
		std::free(list[i].bytes);
		std::free(list[i].text);
	}
	std::free(list);
}
