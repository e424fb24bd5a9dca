package head

import "testing"

func BenchmarkSelfie(b *testing.B) {
	p, v := Person(1), Facing()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Render(p, v, 640, 480); err != nil {
			b.Fatal(err)
		}
	}
}
