package backend

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/pii"
)

// decryptLimit is how long the start of a node waits for its key.
const decryptLimit = 10 * time.Second

// Decrypt asks the operator's key service for the key behind a reference: contract 3.6, {"inputKey"} to {"outputKey"}. fault.BackendFailed, fault.TimedOut.
func Decrypt(ctx context.Context, url string, input pii.String) (pii.String, error) {
	c := New(Options{})
	defer c.Close()
	body, err := encode(map[string]string{"inputKey": input.Reveal()})
	if err != nil {
		return pii.String{}, err
	}
	text, _, err := c.post(ctx, url, decryptLimit, body)
	if err != nil {
		return pii.String{}, err
	}
	var out struct {
		Key string `json:"outputKey"`
	}
	if err := parse(text, &out); err != nil {
		return pii.String{}, err
	}
	if out.Key == "" {
		return pii.String{}, failed("outputKey")
	}
	return pii.New(out.Key), nil
}
