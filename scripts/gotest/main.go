// Command gotest runs `go test` with the arguments it is given and ends with a summary: how many tests passed, which failed, which
// were left out and why, and which packages took longest. A test that was not run is never counted as passed.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

func main() {
	code, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
	}
	os.Exit(code)
}

// run returns the exit code of go test.
func run(args []string, out io.Writer) (int, error) {
	name := os.Getenv("GO")
	if name == "" {
		name = "go"
	}
	command := exec.Command(name, append([]string{"test", "-json"}, args...)...)
	command.Stderr = os.Stderr
	pipe, err := command.StdoutPipe()
	if err != nil {
		return 1, err
	}
	started := time.Now()
	if err := command.Start(); err != nil {
		return 1, err
	}
	s := newSummary(out)
	if err := read(pipe, s); err != nil {
		_ = command.Wait()
		return 1, err
	}
	err = command.Wait()
	s.print(time.Since(started))
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		return max(ended.ExitCode(), 1), nil
	case err != nil:
		return 1, err
	case s.failed():
		return 1, nil
	}
	return 0, nil
}

// read hands on every event; what is not one (the go command's own words) is printed as it stands.
func read(in io.Reader, s *summary) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil && e.Action != "" {
				s.add(e)
			} else {
				_, _ = s.out.Write(line)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
