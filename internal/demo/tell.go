package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 4 << 20

// say prints a line for the reader.
func (s *story) say(format string, args ...any) { fmt.Fprintf(s.Out, "   "+format+"\n", args...) }

// begin opens a step.
func (s *story) begin(format string, args ...any) {
	s.step++
	fmt.Fprintf(s.Out, "\n%2d %s\n", s.step, fmt.Sprintf(format, args...))
}

// good says what a step showed.
func (s *story) good(format string, args ...any) {
	fmt.Fprintf(s.Out, "   => %s\n", fmt.Sprintf(format, args...))
}

// answer is what came back: the status, and a JSON object.
type answer struct {
	status int
	raw    []byte
	body   map[string]any
}

// call is one request. body is JSON, or a form when form is set.
type call struct {
	method, url string
	headers     map[string]string
	body        any
	form        []field
}

// field is one part of a form: a text, or a picture.
type field struct {
	name, text string
	picture    []byte
}

// do prints the request, sends it and reads the answer.
func (s *story) do(ctx context.Context, c call) (answer, error) {
	s.showRequest(c)
	return s.send(ctx, c)
}

func (s *story) send(ctx context.Context, c call) (answer, error) {
	body, kind, err := c.encode()
	if err != nil {
		return answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	for name, value := range c.headers {
		request.Header.Set(name, value)
	}
	response, err := s.http.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("nothing answers at %s (is the sandbox running?): %w", c.url, err)
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode}
	if a.raw, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer)); err != nil {
		return answer{}, err
	}
	a.raw = bytes.TrimSpace(a.raw)
	_ = json.Unmarshal(a.raw, &a.body) // an answer that is no object has no members, which the step then misses
	return a, nil
}

func (c call) encode() (body []byte, kind string, err error) {
	switch {
	case c.form != nil:
		return encodeForm(c.form)
	case c.body != nil:
		body, err = json.Marshal(c.body)
		return body, "application/json", err
	}
	return nil, "", nil
}

func encodeForm(fields []field) ([]byte, string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		if f.picture == nil {
			if err := w.WriteField(f.name, f.text); err != nil {
				return nil, "", err
			}
			continue
		}
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, f.name, f.name+".jpg")},
			"Content-Type": {http.DetectContentType(f.picture)}})
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(f.picture); err != nil {
			return nil, "", err
		}
	}
	err := w.Close()
	return body.Bytes(), w.FormDataContentType(), err
}

// showRequest prints a request as a person would write it down; keys stay in the sandbox's own output.
func (s *story) showRequest(c call) {
	s.say("%s %s", c.method, c.url)
	for _, f := range c.form {
		if f.picture != nil {
			s.say("   %s = a picture of %d kB", f.name, (len(f.picture)+1023)/1024)
		} else {
			s.say("   %s = %s", f.name, f.text)
		}
	}
	if c.body != nil {
		s.wrapped("   ", compact(c.body))
	}
}

// showAnswer prints an answer: whole, or the named members of a long one.
func (s *story) showAnswer(a answer, members ...string) {
	text := string(a.raw)
	if len(members) > 0 && a.body != nil {
		parts := []string{}
		for _, name := range members {
			if value, there := a.body[name]; there {
				parts = append(parts, fmt.Sprintf("%q:%s", name, compact(value)))
			}
		}
		if len(parts) > 0 {
			text = "{" + strings.Join(parts, ",") + ", ...}"
		}
	}
	s.say("%d %s", a.status, http.StatusText(a.status))
	s.wrapped("   ", text)
}

// wrapped prints a long line in several, broken behind a comma where there is one.
func (s *story) wrapped(indent, text string) {
	const width = 140
	for len([]rune(text)) > width {
		runes := []rune(text)
		at := width
		if comma := strings.LastIndex(string(runes[:width]), ","); comma > 0 {
			at = len([]rune(string(runes[:width])[:comma+1]))
		}
		s.say("%s%s", indent, string(runes[:at]))
		text = string(runes[at:])
	}
	if text != "" {
		s.say("%s%s", indent, text)
	}
}

func compact(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(b.String())
}

// text is a member that is a text, by its path; "" when it is not there.
func (a answer) text(path ...string) string {
	var at any = a.body
	for _, name := range path {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	text, _ := at.(string)
	return text
}

// expect fails the step when got is not want.
func expect(what, got, want string) error {
	if got != want {
		return fmt.Errorf("%s is %q, and should be %q", what, got, want)
	}
	return nil
}

// firstOf is the first of several errors: what a step was to show, in order.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// ok fails the step when the status is none of the wanted.
func (a answer) ok(wanted ...int) error {
	for _, status := range wanted {
		if a.status == status {
			return nil
		}
	}
	return fmt.Errorf("status %d, and should be %d: %.600s", a.status, wanted[0], a.raw)
}
