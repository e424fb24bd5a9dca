package convert

import (
	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

const (
	origin  = "npm @vladmandic/face-api 1.7.15"
	licence = "MIT"
)

// Mean colours that face-api takes off, red, green, blue.
var (
	detectMean = []float64{117.001, 114.697, 97.404}
	faceMean   = []float64{122.782, 117.001, 104.298}
)

func picture(side int, mean []float64) slots.Input {
	return slots.Input{Name: inputName, Width: side, Height: side, Colour: slots.RGB, Mean: mean, Scale: 1.0 / 255}
}

// What the nets give for the made-up picture (slots.GoldenInput). On the day it was noted, 2026-11-26, the same inputs, and 56 of real pictures, were run through face-api
// itself: its outputs differed by at most 6e-5 for the detector (whose numbers reach 60), 4e-7 for the others.
var (
	goldenDetect = slots.Golden{Shape: []int64{1, 3, 96, 96}, Tolerance: 1e-3, Values: []float32{
		1.3080108, -0.8343288, -0.43911737, -6.8559127, -1.7347838, -0.014230713, -25.511341, -1.6076708,
		0.10546529, -14.155424, -2.570058, -0.10016656, -0.17309698, 0.045056313, 1.606484, -0.24731421}}
	goldenLandmarks = slots.Golden{Shape: []int64{1, 3, landmarkSide, landmarkSide}, Tolerance: 1e-4, Values: []float32{
		0.32810402, 0.51141334, 0.6267551, 0.69082534, 0.68521065, 0.6200173, 0.6365983, 0.6666608,
		0.6029247, 0.5182347, 0.57430637, 0.68661416, 0.63749844, 0.65414023, 0.7094646, 0.6522629}}
	goldenDescribe = slots.Golden{Shape: []int64{1, 3, describeSide, describeSide}, Tolerance: 1e-4, Values: []float32{
		-0.08980313, 0.099599466, -0.09679923, -0.07672174, -0.24628234, -0.07333684, 0.14821066, 0.031348936,
		0.20524855, -0.078593135, -0.10195898, 0.2181119, -0.094764456, -0.24420944, 0.14834656, -0.03184131}}
)

// Sides of the pictures that two of the nets take, pixels; the detector takes any.
const (
	landmarkSide = 112
	describeSide = 150
)

func sources() []source {
	return []source{
		{
			model: "tiny_face_detector_model", weights: "b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871", build: buildDetector,
			manifest: slots.Manifest{
				Slot: slots.FaceDetect, Name: "face-api tiny face detector", File: "face-detect.onnx", Licence: licence, Origin: origin,
				Input: picture(0, detectMean), Outputs: []string{outputName}, Golden: &goldenDetect,
			},
		},
		{
			model: "face_landmark_68_model", weights: "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b", build: buildLandmarks,
			manifest: slots.Manifest{
				Slot: slots.FaceLandmarks, Name: "face-api 68 landmarks", File: "face-landmarks.onnx", Licence: licence, Origin: origin,
				Input: picture(landmarkSide, faceMean), Outputs: []string{outputName}, Golden: &goldenLandmarks,
			},
		},
		{
			model: "face_recognition_model", weights: "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589", build: buildDescriptor,
			manifest: slots.Manifest{
				Slot: slots.FaceDescribe, Name: "face-api face descriptor (dlib ResNet)", File: "face-describe.onnx", Licence: licence, Origin: origin,
				Input: picture(describeSide, faceMean), Outputs: []string{outputName}, Distance: slots.Euclidean, Thresholds: thresholds(), Golden: &goldenDescribe,
			},
		},
	}
}

// thresholds are the operating points of package face, with what they were measured on (docs/accuracy.md).
func thresholds() []slots.Threshold {
	const (
		date   = "2026-11-26"
		colour = "5 group pictures and 7 single ones in colour: 399 non-mated pairs, 36 mated, labelled in part with this descriptor"
		gray   = "40 gray crops of 8 people at three sizes: 2,100 non-mated pairs, 240 mated"
	)
	inColour, inGray := face.PointsFor(false), face.PointsFor(true)
	return []slots.Threshold{
		{Name: "match, colour", Value: inColour.Match, Data: colour, Date: date},
		{Name: "review, colour", Value: inColour.Review, Data: colour, Date: date},
		{Name: "match, gray", Value: inGray.Match, Data: gray, Date: date},
		{Name: "review, gray", Value: inGray.Review, Data: gray, Date: date},
	}
}
