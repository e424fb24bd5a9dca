// Package api holds the OpenAPI descriptions of the surfaces, one file each.
package api

import _ "embed"

// Admin is the OpenAPI 3.1 description of the administration surface, JSON.
//
//go:embed admin.openapi.json
var Admin []byte

// Directory is the OpenAPI 3.1 description of the directory's surface, JSON.
//
//go:embed directory.openapi.json
var Directory []byte

// EKYC is the OpenAPI 3.1 description of the eKYC session surface, JSON. Its paths are below the configured prefix.
//
//go:embed ekyc.openapi.json
var EKYC []byte

// Requirements is the OpenAPI 3.1 description of the surface that says what a transfer must carry, JSON.
//
//go:embed requirements.openapi.json
var Requirements []byte

// Enclave is the OpenAPI 3.1 description of what an exchange's back end calls on its node (enclave contract, section 2), JSON.
//
//go:embed enclave.openapi.json
var Enclave []byte

// Backend is the OpenAPI 3.1 description of what an exchange's back end implements for its node to call (enclave contract, section 3), JSON.
//
//go:embed backend.openapi.json
var Backend []byte
