// Package picture decodes untrusted pictures within limits, and turns, scales and warps what it decoded.
//
// What a picture is, is told by its first bytes and never by a name or a content type. Its size, its frames and (for JPEG) its scans are
// read from headers by this package's own readers, before a decoder sees it, so that a header promising 60,000 x 60,000 pixels costs
// nothing. One file is one picture: an animation, a sequence or a TIFF of several pages is refused, for what was read must be what a
// reviewer sees. (The embedded previews of phones, a JPEG's further pictures of the MPF kind and a TIFF's reduced copies do not count.)
//
// All coordinates are pixels, origin top left, after the turn that EXIF asks for. HEIC says the turn in its own properties, which its
// decoder follows; its EXIF is not asked. Colour profiles are not read: a picture is taken for sRGB. Transparency is laid over white.
package picture
