// Package linereader prepares single lines of print for a net of our own, and says which characters such a net tells apart. There is no reader in
// it yet: no weights are in the repository, and fields are read by Tesseract. What is here is what a net is trained with: the strips it
// takes (Prepare), its classes (Alphabet), practice lines (render, syllable, shards) and the training itself (train).
package linereader
