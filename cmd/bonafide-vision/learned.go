package main

import "github.com/bonafide-id/bonafide/internal/vision/wire"

// learned adds the engines that are neural nets.
func (p *parts) learned(options) {
	const why = "not in this build"
	p.engines.Why[wire.MRZ], p.engines.Why[wire.Faces] = why, why
}
