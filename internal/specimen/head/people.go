package head

// people are the seeds of People.
var people = [...]uint64{106, 108, 117, 120, 124, 125, 128, 135, 141, 151, 153, 154, 156, 161, 165, 174, 187, 189, 195, 202}

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
