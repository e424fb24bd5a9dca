package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Error is an answer that is not 2xx (contract 2.0). A denied verification is no error.
type Error struct {
	Status  int    // HTTP
	Code    string // of the contract; "" when the answer was not in its form
	Message string
}

// Codes a caller decides on. The set is open.
const (
	CodeAllianceNotFound     = "ALLIANCE-NOT-FOUND"
	CodeAllianceNotActive    = "ALLIANCE-NOT-ACTIVE"
	CodeVerificationNotFound = "VERIFICATION-NOT-FOUND"
	CodeRequestTimeout       = "REQUEST-TIMEOUT"
	CodeInvalidFormat        = "INVALID-FORMAT"
	CodeUndefinedError       = "UNDEFINED-ERROR"
)

// Error gives status and code, and not the message: the message of a lookup quotes what the caller sent.
func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("client: status %d", e.Status)
	}
	return fmt.Sprintf("client: status %d, %s", e.Status, e.Code)
}

// HasCode says whether err is an *Error with this code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// maxErrorText bounds what is kept of a code and of a message, in bytes.
const maxErrorText = 4096

// readError reads the body of an answer that is not 2xx. What is not in the contract's form leaves Code empty.
func readError(status int, body []byte) *Error {
	var wire struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &wire) != nil || wire.Code == "" || len(wire.Code) > maxErrorText || len(wire.Message) > maxErrorText {
		return &Error{Status: status, Message: http.StatusText(status)}
	}
	return &Error{Status: status, Code: wire.Code, Message: wire.Message}
}
