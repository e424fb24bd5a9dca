package fault

// Codes of the vision worker: what is wrong with a picture (the caller's to change), and what is wrong with the worker (ours).
const (
	PictureFormat   Code = "picture.format"    // not a picture of a kind that is read: JPEG, PNG, WebP, HEIC, TIFF, BMP
	PictureBroken   Code = "picture.broken"    // begins as a picture and cannot be decoded: truncated, altered
	PictureTooLarge Code = "picture.too_large" // more bytes, pixels or frames than are taken, by its header, before decoding
	PictureTooSmall Code = "picture.too_small" // fewer pixels than anything could be read from

	VisionDown     Code = "vision.down"     // no worker: not configured, does not start, or starts again after dying
	VisionDied     Code = "vision.died"     // the worker died on this job twice
	VisionFailed   Code = "vision.failed"   // the worker could not do the job and said so: an error of its own
	VisionTimeout  Code = "vision.timeout"  // the job was not done within its time, and its worker was ended
	VisionProtocol Code = "vision.protocol" // a frame of the other side is not what the protocol says
	VisionBusy     Code = "vision.busy"     // every worker is taken and the queue is full; try again
	ModelMissing   Code = "model.missing"   // a model slot is empty: not configured
	ModelWrong     Code = "model.wrong"     // a model file is not the one its manifest names (SHA-256)
)

func visionCodes() []Code {
	return []Code{PictureFormat, PictureBroken, PictureTooLarge, PictureTooSmall, VisionDown, VisionDied, VisionFailed, VisionTimeout, VisionProtocol, VisionBusy, ModelMissing, ModelWrong}
}
