package slots

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"

	"github.com/bonafide-id/bonafide/fault"
)

// maxModelBytes is the largest model file that is read.
const maxModelBytes = 512 << 20

// Slot is one purpose. Err says why it is empty, and Model is nil then: fault.ModelMissing, or fault.ModelWrong when a file is not what its manifest
// says or the manifest cannot be read.
type Slot struct {
	Name  string
	Model *Model
	Err   error
}

// Model is what fills a slot: the file as it was when its hash was taken.
type Model struct {
	Manifest
	Data []byte
}

// Load looks at every slot in a folder of models, in the order of Names.
func Load(folder fs.FS) []Slot {
	var all []Slot
	for _, name := range Names() {
		model, err := LoadOne(folder, name)
		all = append(all, Slot{name, model, err})
	}
	return all
}

// LoadOne reads the manifest and the model of one slot, and compares the hash. Errors are those of Slot.Err.
func LoadOne(folder fs.FS, slot string) (*Model, error) {
	text, err := read(folder, ManifestFile(slot), maxManifestBytes)
	if err != nil {
		return nil, err
	}
	manifest, err := ParseManifest(text)
	if err != nil {
		return nil, &fault.Error{Code: fault.ModelWrong, Place: ManifestFile(slot), Err: err}
	}
	if manifest.Slot != slot {
		return nil, fault.Newf(fault.ModelWrong, ManifestFile(slot), "a manifest for %s", manifest.Slot)
	}
	data, err := read(folder, manifest.File, maxModelBytes)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != manifest.SHA256 {
		return nil, fault.Newf(fault.ModelWrong, manifest.File, "its SHA-256 is %x, not the manifest's", sum)
	}
	return &Model{manifest, data}, nil
}

func read(folder fs.FS, name string, limit int64) ([]byte, error) {
	file, err := folder.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Newf(fault.ModelMissing, name, "not configured: there is no such file")
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.ModelMissing, Place: name, Err: err}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, &fault.Error{Code: fault.ModelMissing, Place: name, Err: err}
	}
	if int64(len(data)) > limit {
		return nil, fault.Newf(fault.ModelWrong, name, "larger than %d bytes", limit)
	}
	return data, nil
}
