// Package blobs keeps sealed pictures: in a folder by default, in an S3-compatible store by URL. What comes here is sealed already;
// nothing is ever written in the clear, temporary files included.
package blobs

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	"gocloud.dev/gcerrors"

	"github.com/bonafide-id/bonafide/fault"
)

// Store keeps blobs by key.
type Store struct{ bucket *blob.Bucket }

// timeout of one operation.
const timeout = 15 * time.Second

// Open opens file:PATH (made when missing) or mem: (for tests; gone at the end).
func Open(_ context.Context, address string) (*Store, error) {
	switch {
	case address == "mem:":
		return &Store{memblob.OpenBucket(nil)}, nil
	case strings.HasPrefix(address, "file:"):
		folder := strings.TrimPrefix(address, "file:")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fault.Wrap(fault.Unavailable, "blobs", err)
		}
		// Written beside their place and renamed, so that a blob is there whole or not at all; no sidecar files of attributes.
		bucket, err := fileblob.OpenBucket(folder, &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o700})
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, "blobs", err)
		}
		return &Store{bucket}, nil
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, fault.New(fault.Config, "blobs")
	}
	return nil, fault.Newf(fault.Config, "blobs", "no such kind of store: %q; file:PATH is there", parsed.Scheme)
}

// Put stores sealed under key, whole or not at all.
func (s *Store) Put(ctx context.Context, key string, sealed []byte) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return asFault(s.bucket.WriteAll(ctx, key, sealed, &blob.WriterOptions{ContentType: "application/octet-stream"}))
}

// Get returns what is stored under key; fault.NotFound.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	sealed, err := s.bucket.ReadAll(ctx, key)
	return sealed, asFault(err)
}

// Delete removes key; one that is not there is no error.
func (s *Store) Delete(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := s.bucket.Delete(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return asFault(err)
}

// Close ends the store.
func (s *Store) Close() error { return s.bucket.Close() }

func asFault(err error) error {
	switch {
	case err == nil:
		return nil
	case gcerrors.Code(err) == gcerrors.NotFound:
		return fault.New(fault.NotFound, "blob")
	}
	return fault.Wrap(fault.Unavailable, "blobs", fmt.Errorf("%w", err))
}
