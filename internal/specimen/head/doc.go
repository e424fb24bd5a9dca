// Package head draws heads of people who do not exist: portraits and selfies for demos, the sandbox and tests, where no real person's
// picture may be. A person is a set of parameters (Params), a picture of the person another (View); the same two give the same pixels on
// every run. Pose, eye openness, landmarks and the box of the face are known exactly (Truth), because they went in.
//
// Lengths are millimetres. The head's own frame has its origin between the eyes at the front of the eyeballs: x to the viewer's right, y
// up, z out of the face. A rendered head proves that software works; it says nothing about accuracy with real faces.
package head
