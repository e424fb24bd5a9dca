package head

// people are the seeds of People.
var people = [...]uint64{106, 108, 115, 117, 124, 141, 142, 151, 153, 154, 174, 189, 195, 202, 249, 274, 294, 301, 317, 349}

// People are invented people chosen, among several hundred seeds, because the face descriptor tells them well apart. Any two seeds are two
// people, but their drawn faces may be nearer to each other than real strangers' are. The list is for demos and tests of software; a figure
// measured on it is one of chosen drawings.
func People() []Params {
	out := make([]Params, len(people))
	for i, seed := range people {
		out[i] = Person(seed)
	}
	return out
}
