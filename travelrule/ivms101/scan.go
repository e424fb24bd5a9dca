package ivms101

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Limits bound what Parse reads. A zero field means its default.
type Limits struct {
	Bytes    int // size of the document; default 65536
	Depth    int // objects and arrays within one another; default 32, at most 64
	Items    int // elements of one array; default 64
	Members  int // members of one object; default 128
	Elements int // elements of all arrays of the model together; default 1024
}

const maxDepth = 64

func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&l.Bytes, 64<<10)
	set(&l.Depth, 32)
	set(&l.Items, 64)
	set(&l.Members, 128)
	set(&l.Elements, 1024)
	l.Depth = min(l.Depth, maxDepth)
	return l
}

// step is one part of a JSON pointer: a member name, or an index when name is empty.
type step struct {
	name  string
	index int
}

// unknownName stands in pointers for a member whose name is not of the standard: a name from outside may itself be
// personal data.
const unknownName = "*"

// pointer joins steps to an RFC 6901 pointer. Names of the standard need no escapes.
func pointer(path []step) string {
	var b strings.Builder
	for _, s := range path {
		b.WriteByte('/')
		if s.name == "" {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// scanner walks one JSON document. The first fault ends the walk: every loop asks next, and next says no from then
// on.
type scanner struct {
	src        string
	pos        int
	limits     Limits
	elements   int
	badUTF8    bool // some byte of src is not UTF-8: look closer at every string
	path       []step
	buf        [maxDepth + 1]step
	keys       []string // names seen so far in the unknown objects around pos
	evidence   evidence
	deviations []Violation
	err        *fault.Error
}

// object is the state of one object being read.
type object struct {
	key     string
	seen    uint32 // known members met, by bit
	members int
}

func (s *scanner) fail(code fault.Code, detail string) {
	if s.err == nil {
		s.err = fault.New(code, pointer(s.path))
		s.err.Detail = detail
	}
}

func (s *scanner) malformed(detail string) { s.fail(fault.IVMS101Malformed, detail) }

func (s *scanner) tooLarge(detail string) { s.fail(fault.IVMS101TooLarge, detail) }

// deviate records that something was read which no edition says.
func (s *scanner) deviate(rule Rule, text string) {
	if len(s.deviations) < 32 {
		d := Violation{Pointer: pointer(s.path), Rule: rule, Severity: Warning, Text: text}
		s.deviations = append(s.deviations, d)
	}
}

func (s *scanner) push(t step) bool {
	if len(s.path) >= s.limits.Depth {
		s.tooLarge("nested too deeply")
		return false
	}
	s.path = append(s.path, t)
	return true
}

func (s *scanner) pop() { s.path = s.path[:len(s.path)-1] }

func (s *scanner) space() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the byte at pos, or 0 at the end (a NUL byte starts no JSON value either).
func (s *scanner) peek() byte {
	if s.pos < len(s.src) {
		return s.src[s.pos]
	}
	return 0
}

// open enters an object.
func (s *scanner) open() object {
	if s.err != nil {
		return object{}
	}
	if s.peek() != '{' {
		s.malformed("not an object")
		return object{}
	}
	s.pos++
	s.push(step{name: unknownName})
	return object{}
}

// next goes to the value of the next member and returns true, or leaves the object and returns false.
func (s *scanner) next(o *object) bool {
	if s.err != nil {
		return false
	}
	top := len(s.path) - 1
	s.path[top].name = unknownName
	s.space()
	if s.peek() == '}' {
		s.pos++
		s.pop()
		return false
	}
	if o.members > 0 {
		if s.peek() != ',' {
			s.malformed("neither , nor } after a member")
			return false
		}
		s.pos++
		s.space()
	}
	if o.members++; o.members > s.limits.Members {
		s.tooLarge("too many members in one object")
		return false
	}
	o.key = s.str()
	if s.err != nil {
		return false
	}
	s.space()
	if s.peek() != ':' {
		s.malformed("no : after a name")
		return false
	}
	s.pos++
	s.space()
	return true
}

// known notes that the member under the cursor is name, kept under bit; it refuses a second one.
func (s *scanner) known(o *object, bit uint, name string) bool {
	s.path[len(s.path)-1].name = name
	if o.seen&(1<<bit) != 0 {
		s.malformed("member given twice")
		return false
	}
	o.seen |= 1 << bit
	return true
}

// unknown keeps the member under the cursor as it stands.
func (s *scanner) unknown(o *object, extra *[]Member) {
	for _, m := range *extra {
		if m.Name == o.key {
			s.malformed("member given twice")
			return
		}
	}
	name, start := o.key, s.pos
	s.skip()
	if s.err == nil {
		*extra = append(*extra, Member{Name: name, Raw: s.src[start:s.pos]})
	}
}

// null steps over a null.
func (s *scanner) null() bool {
	if s.err == nil && strings.HasPrefix(s.src[s.pos:], "null") {
		s.pos += 4
		return true
	}
	return false
}

// text reads a string, or null, which leaves into empty.
func (s *scanner) text(into *string) {
	if !s.null() {
		*into = s.str()
	}
}

// item reads a string that is an element of an array.
func (s *scanner) item(into *string) { *into = s.str() }

// str reads a JSON string.
func (s *scanner) str() string {
	if s.err != nil {
		return ""
	}
	if s.peek() != '"' {
		s.malformed("not a string")
		return ""
	}
	start := s.pos + 1
	for i := start; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '"':
			s.pos = i + 1
			return s.utf8(s.src[start:i])
		case c == '\\':
			return s.escaped(start, i)
		case c < 0x20:
			s.malformed("control character in a string")
			return ""
		}
	}
	s.malformed("string without end")
	return ""
}

func (s *scanner) utf8(text string) string {
	if s.badUTF8 && !utf8.ValidString(text) {
		s.malformed("not UTF-8")
		return ""
	}
	return text
}

// escaped reads on a string that began at start and whose first backslash is at i.
func (s *scanner) escaped(start, i int) string {
	out := make([]byte, 0, i-start+32)
	out = append(out, s.src[start:i]...)
	for i < len(s.src) {
		c := s.src[i]
		switch {
		case c == '"':
			s.pos = i + 1
			return s.utf8(string(out))
		case c < 0x20:
			s.malformed("control character in a string")
			return ""
		case c != '\\':
			out = append(out, c)
			i++
			continue
		}
		if i+1 >= len(s.src) {
			break
		}
		i += 2
		switch c = s.src[i-1]; c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, width := unicodeEscape(s.src[i:])
			if width == 0 {
				s.malformed("broken \\u escape")
				return ""
			}
			out = utf8.AppendRune(out, r)
			i += width
		default:
			s.malformed("unknown escape")
			return ""
		}
	}
	s.malformed("string without end")
	return ""
}

// unicodeEscape reads what follows \u: four hex digits, or a surrogate pair. Width 0 means that it is none of these.
func unicodeEscape(text string) (r rune, width int) {
	high, ok := hex4(text)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(high) {
		return high, 4
	}
	if len(text) < 10 || text[4] != '\\' || text[5] != 'u' {
		return 0, 0
	}
	low, ok := hex4(text[6:])
	if !ok {
		return 0, 0
	}
	if r = utf16.DecodeRune(high, low); r == utf8.RuneError {
		return 0, 0
	}
	return r, 10
}

func hex4(text string) (rune, bool) {
	if len(text) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// skip steps over one value of any kind, and checks it.
func (s *scanner) skip() {
	if s.err != nil {
		return
	}
	switch c := s.peek(); {
	case c == '"':
		s.str()
	case c == '{':
		s.skipObject()
	case c == '[':
		s.skipArray()
	case c == '-' || c >= '0' && c <= '9':
		if s.number() == "" {
			s.malformed("not a number")
		}
	default:
		for _, literal := range [...]string{"true", "false", "null"} {
			if strings.HasPrefix(s.src[s.pos:], literal) {
				s.pos += len(literal)
				return
			}
		}
		s.malformed("not a value")
	}
}

func (s *scanner) skipObject() {
	first := len(s.keys)
	for o := s.open(); s.next(&o); {
		for _, key := range s.keys[first:] {
			if key == o.key {
				s.malformed("member given twice")
				return
			}
		}
		s.keys = append(s.keys, o.key)
		s.skip()
	}
	s.keys = s.keys[:first]
}

func (s *scanner) skipArray() {
	s.pos++
	if !s.push(step{name: unknownName}) {
		return
	}
	s.space()
	if s.peek() == ']' {
		s.pos++
		s.pop()
		return
	}
	for s.err == nil {
		s.space()
		s.skip()
		if !s.more() {
			return
		}
	}
}

// more goes on to the next element of an array, or leaves the array.
func (s *scanner) more() bool {
	if s.err != nil {
		return false
	}
	s.space()
	switch s.peek() {
	case ',':
		s.pos++
		s.space()
		return true
	case ']':
		s.pos++
		s.pop()
		return false
	}
	s.malformed("neither , nor ] after an element")
	return false
}

// number reads a JSON number and returns its text, or "" when there is none.
func (s *scanner) number() string {
	start, i := s.pos, s.pos
	digits := func() bool {
		from := i
		for i < len(s.src) && s.src[i] >= '0' && s.src[i] <= '9' {
			i++
		}
		return i > from
	}
	at := func(c byte) bool { return i < len(s.src) && s.src[i] == c }
	if at('-') {
		i++
	}
	if at('0') {
		i++
	} else if !digits() {
		return ""
	}
	if at('.') {
		if i++; !digits() {
			return ""
		}
	}
	if at('e') || at('E') {
		if i++; at('+') || at('-') {
			i++
		}
		if !digits() {
			return ""
		}
	}
	s.pos = i
	return s.src[start:i]
}

// list reads an array into into; one value without the array is taken as an array of one.
func list[T any](s *scanner, into *[]T, read func(*scanner, *T)) {
	if s.null() || s.err != nil {
		return
	}
	if s.peek() != '[' {
		if c := s.peek(); c != '{' && c != '"' {
			s.malformed("not an array")
			return
		}
		*into = make([]T, 1)
		read(s, &(*into)[0])
		if s.err == nil {
			s.deviate(RuleShape, "a single value where a list belongs")
		}
		return
	}
	s.pos++
	if !s.push(step{}) {
		return
	}
	s.space()
	if s.peek() == ']' {
		s.pos++
		s.pop()
		return
	}
	for items := *into; s.err == nil; {
		if s.elements++; len(items) >= s.limits.Items || s.elements > s.limits.Elements {
			s.tooLarge("too many elements")
			return
		}
		s.path[len(s.path)-1].index = len(items)
		var zero T
		items = append(items, zero)
		read(s, &items[len(items)-1])
		if !s.more() {
			*into = items
			return
		}
	}
}

// member reads an object into a new T; null leaves into nil.
func member[T any](s *scanner, into **T, read func(*scanner, *T)) {
	if !s.null() && s.err == nil {
		*into = new(T)
		read(s, *into)
	}
}

// texts reads the member under the cursor when the table has it.
func texts[T any](s *scanner, o *object, table []text[T], into *T) bool {
	for i := range table {
		t := &table[i]
		if t.name != o.key && (t.alias == "" || t.alias != o.key) {
			continue
		}
		if s.known(o, uint(i), o.key) {
			if t.name != o.key {
				s.deviate(RuleSpelling, "another spelling of "+t.name)
			}
			s.text(t.at(into))
		}
		return true
	}
	return false
}
