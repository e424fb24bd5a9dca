package convert

import "github.com/bonafide-id/bonafide/internal/vision/slots"

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

func sources() []source {
	return []source{
		{
			model: "tiny_face_detector_model", weights: "b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871", build: buildDetector,
			manifest: slots.Manifest{
				Slot: slots.FaceDetect, Name: "face-api tiny face detector", File: "face-detect.onnx", Licence: licence, Origin: origin,
				Input: picture(0, detectMean), Outputs: []string{outputName},
			},
		},
		{
			model: "face_landmark_68_model", weights: "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b", build: buildLandmarks,
			manifest: slots.Manifest{
				Slot: slots.FaceLandmarks, Name: "face-api 68 landmarks", File: "face-landmarks.onnx", Licence: licence, Origin: origin,
				Input: picture(112, faceMean), Outputs: []string{outputName},
			},
		},
		{
			model: "face_recognition_model", weights: "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589", build: buildDescriptor,
			manifest: slots.Manifest{
				Slot: slots.FaceDescribe, Name: "face-api face descriptor (dlib ResNet)", File: "face-describe.onnx", Licence: licence, Origin: origin,
				Input: picture(150, faceMean), Outputs: []string{outputName}, Distance: slots.Euclidean,
			},
		},
	}
}
