package vision

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"time"
)

const (
	maxLogLine   = 1024 // bytes; the rest of a line is cut
	maxLogLines  = 100  // in a window; the rest is counted
	logWindow    = time.Minute
	logReadAhead = 4096
)

// logLines writes a worker's words into the log, line by line, until they end. They hold nothing personal by the worker's own rule; a worker
// gone mad can neither fill the log nor put in lines that look like another's.
func logLines(ctx context.Context, from io.ReadCloser, log *slog.Logger) {
	defer from.Close()
	reader := bufio.NewReaderSize(from, logReadAhead)
	began, lines, dropped := time.Now(), 0, 0
	report := func() {
		if dropped > 0 {
			log.WarnContext(ctx, "the vision worker said more than is logged", "lines", dropped)
		}
		dropped = 0
	}
	defer report()
	for {
		line, err := readLine(reader)
		if time.Since(began) > logWindow {
			report()
			began, lines = time.Now(), 0
		}
		switch {
		case line == "":
		case lines < maxLogLines:
			lines++
			log.InfoContext(ctx, "the vision worker said", "line", line)
		default:
			dropped++
		}
		if err != nil {
			return
		}
	}
}

// readLine reads a line, keeps its first bytes and makes them printable.
func readLine(reader *bufio.Reader) (string, error) {
	var kept []byte
	for {
		part, err := reader.ReadSlice('\n')
		kept = append(kept, part[:min(len(part), maxLogLine-len(kept))]...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		text := strings.Map(printable, strings.ToValidUTF8(string(kept), "?"))
		return strings.TrimSpace(text), err
	}
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}
