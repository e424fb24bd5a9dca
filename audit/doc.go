// Package audit is the tamper-evident trail: who did what to which record, when, in a chain of hashes that the node signs.
//
// An entry is first appended unchained, inside the transaction that makes the change, so writers never queue for the end of
// a chain. About a second later a chainer gives the new entries their sequence numbers and hashes ([Chain]). Every so often
// the node signs the head of the chain ([SignCheckpoint]). A [Verifier] reads links and checkpoints of a copy, offline, and
// reports everything that does not fit.
//
// What the trail proves: up to the last checkpoint, no entry was altered, removed, inserted or moved since it was signed,
// unless the node's identity key took part. What it cannot prove: entries after the last checkpoint may have been cut off
// or rewritten, and a trail cut off together with its last checkpoints is shorter and still whole. A checkpoint kept
// somewhere else closes that gap: feed it to the verifier with the others.
//
// Entries hold no personal data, since nothing may ever be taken out of them: ids, codes and hashes only.
//
// # Hash of a link
//
// The hash is SHA-256 over these bytes, in this order, with nothing between them. u64 is 8 bytes, most significant first;
// i64 is the same in two's complement; text is its length in bytes as u64, then its bytes (UTF-8).
//
//	"bonafide/audit-link/v1"    22 bytes, ASCII, no length
//	previous hash               32 bytes; 32 zero bytes before the first link
//	sequence number             u64; the first link has 1, each next one more
//	id                          text
//	at                          i64, milliseconds since 1970-01-01T00:00:00Z
//	actor                       text
//	action                      text
//	subject kind                text
//	subject                     text
//	request id                  text
//	record digest               text: empty, or 32 bytes
//	number of details           u64
//	each detail                 name as text, value as text; in the order of the names' bytes
//
// # Signature of a checkpoint
//
// The signature is Ed25519 (RFC 8032, no prehash) over
//
//	"bonafide/audit-checkpoint/v1"    28 bytes, ASCII, no length
//	sequence number                   u64
//	hash of that link                 32 bytes
//	at                                i64, milliseconds as above
//	key id                            text
//
// The key id is the first 12 bytes of the SHA-256 of the public key (32 bytes), in base64url without padding.
//
// # Record digest
//
// A record digest ([Digest]) is SHA-256 over the parts of the record as it is stored, sealed values included, each as text
// in the sense above. The first part names the kind of record and its version ("bonafide/customer/v1").
//
// testdata/golden.json holds a small chain with its hashes and a checkpoint.
package audit
