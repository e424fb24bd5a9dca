// Package facenet finds faces in a picture and describes them, over three nets: a detector, 68 landmarks, a template of 128 numbers.
//
// The pictures that detector and landmarks see are made as the library makes them that the nets come from (@vladmandic/face-api): what is put in
// front of a net is a part of it. The descriptor sees more than there: the face turned upright and scaled by its landmarks, as it was trained, and its
// mirror picture.
package facenet
