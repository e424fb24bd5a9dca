// Package facenet finds faces in a picture and describes them, over three nets: a detector, 68 landmarks, a template of 128 numbers. The
// pictures the nets see are made as the library makes them that the nets come from (@vladmandic/face-api): what is put in front of a net
// is a part of it.
package facenet
