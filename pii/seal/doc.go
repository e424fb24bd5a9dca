// Package seal keeps personal data sealed at rest.
//
// Every subject (a customer, a verification) has a [DataKey] of its own. What is stored about it is sealed with that key,
// and the key itself is stored wrapped by the node's [Keyring]. Deleting the wrapped key erases the subject, in backups
// too: what was sealed with it can no longer be opened by anybody.
//
// Sealed bytes open only at the place they were sealed for. A place names table, column and row ("customers/profile/42"),
// so that a value copied into another row or column does not open there; a wrapped key is bound to its subject in the same
// way. Nothing here prints, and nothing here marshals except [Keyring.Marshal].
//
// # Layout
//
// Every form starts with a byte that says which it is. A change of layout takes a new byte.
//
//	sealed by a data key    0x01 | nonce (12) | ciphertext | tag (16)
//	wrapped data key        0x02 | id of the key-encryption key (8) | nonce (24) | ciphertext (32) | tag (16)
//	sealed by the node      0x03 | id of the key-encryption key (8) | nonce (24) | ciphertext | tag (16)
//
// The first is AES-256-GCM (NIST SP 800-38D) with a random nonce; one data key seals a few dozen values in its life. The
// other two are XAES-256-GCM (C2SP), which derives an AES-256-GCM key for each nonce, because a key-encryption key is used
// without anybody counting. The associated data are "bonafide/sealed/v1|" + place, "bonafide/data-key/v1|" + subject and
// "bonafide/node/v1|" + place.
//
// The id of a key is the first 8 bytes of HMAC-SHA-256(key, "bonafide/key-id/v1"), written in hex in the keyring. It
// follows from the key, so a keyring damaged on disk is refused when it is read and not years later.
//
// An index is HMAC-SHA-256 under the index key over "bonafide/index/v1", the purpose and the parts, each with its length
// in bytes in front as 8 bytes, most significant first. Without the key nobody can try numbers against it. The index key
// is never rotated: the stored hashes would no longer be found.
package seal
