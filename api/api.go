// Package api holds the OpenAPI descriptions of the surfaces, one file each.
package api

import _ "embed"

// Admin is the OpenAPI 3.1 description of the administration surface, JSON.
//
//go:embed admin.openapi.json
var Admin []byte

// EKYC is the OpenAPI 3.1 description of the eKYC session surface, JSON. Its paths are below the configured prefix.
//
//go:embed ekyc.openapi.json
var EKYC []byte

// Requirements is the OpenAPI 3.1 description of the surface that says what a transfer must carry, JSON.
//
//go:embed requirements.openapi.json
var Requirements []byte
