package ekyc

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// Settings of a project's eKYC sessions (contract 1.9). DefaultSettings works as it is.
type Settings struct {
	Flow         int            `json:"flow"`         // sdk_config.ekyc_flow, 1 to 6 (contract 1.5); default 1
	LivenessType int            `json:"livenessType"` // sdk_config.liveness_type, 0 to 4; default 2
	SkipNFC      bool           `json:"skipNfc"`      // the person may skip the chip; default false
	FaceTries    map[Device]int `json:"faceTries"`    // 1 to 20 by device; those that are not there are 5
	NFCTries     int            `json:"nfcTries"`     // 1 to 20; default 3
	Lifetime     int            `json:"lifetime"`     // of a session, seconds, 60 to 86400; default 1800
	Uploads      int            `json:"uploads"`      // document calls of a session that reach the engine, 1 to 1000; default 20
	PairFailures int            `json:"pairFailures"` // backs of another card before the front is dropped, 1 to 100; default 3
	DailyLimit   int            `json:"dailyLimit"`   // sessions of a day in UTC; 0: no limit
	Retention    int            `json:"retention"`    // days the personal part is kept after the session's lifetime, 0 to 3650; default 0
	Families     []Family       `json:"families"`     // document-types that are taken; empty: all (E102)
	QualityGate  bool           `json:"qualityGate"`  // QC01 to QC05 refuse, and QC00 is sent for 3; default true
	ExpiredCode  string         `json:"expiredCode"`  // of a session that is over: 403 (default) or -1
	Language     string         `json:"language"`     // without a header lang: en (default) or vi
	// ForgeryHours is how long the number of a detected forgery is refused, 0 to 720; default 0, off.
	ForgeryHours int `json:"forgeryHours"`
	// ImageHosts are hosts that front_image_url and back_image_url may name; empty: such calls are refused.
	ImageHosts []string `json:"imageHosts"`
	Hash       Hashes   `json:"hash"`
	// TypeNumbers are the values of the answer's Type by document; those that are not there are N/A.
	TypeNumbers map[document.Type]string `json:"typeNumbers"`
	// SDK are further members of sdk_config, by the contract's names (2.2).
	SDK map[string]any `json:"sdk"`
	// Texts replace the catalogue's, by group and code.
	Texts  Texts               `json:"texts"`
	Policy verification.Policy `json:"policy"`
}

// HashMode says what becomes of a hash a caller sends or does not send.
type HashMode string

// The modes.
const (
	HashIgnore  HashMode = "ignore"  // taken and not looked at, for SDKs whose method is not known
	HashCheck   HashMode = "check"   // must fit when it is sent
	HashRequire HashMode = "require" // must be sent and fit
)

// Hashes are the integrity checks of a project. Files are hashed with SHA-256, or with HMAC-SHA-256 when the project has a secret; the secret is kept apart,
// sealed.
type Hashes struct {
	Files  HashMode `json:"files"`  // files_hash; default check
	Client HashMode `json:"client"` // hash at init: RSA-SHA-256 over client_uuid; default ignore
	// ClientKey is the RSA public key, PEM (PKIX), that hash is verified with; wanted unless Client is ignore.
	ClientKey string `json:"clientKey"`
}

// Group of texts that a project may word for itself (contract 1.9).
type Group string

// The groups.
const (
	GroupID       Group = "ocr_id"
	GroupLicence  Group = "ocr_driving_license"
	GroupPassport Group = "ocr_passport"
	GroupQR       Group = "ocr_qr_code"
	GroupChip     Group = "nfc_check_chip"
	GroupLiveness Group = "liveness"
)

// Groups returns all groups.
func Groups() []Group {
	return []Group{GroupID, GroupLicence, GroupPassport, GroupQR, GroupChip, GroupLiveness}
}

// Text is a text of a code; an empty one leaves the catalogue's.
type Text struct {
	English    string `json:"en,omitempty"`
	Vietnamese string `json:"vi,omitempty"`
}

// Texts by group and key: the code, or "403/1" for one of another HTTP status than 200.
type Texts map[Group]map[string]Text

// DefaultSettings of a project.
func DefaultSettings() Settings {
	return Settings{Flow: 1, LivenessType: 2, NFCTries: 3, Lifetime: 1800, Uploads: 20, PairFailures: 3, QualityGate: true, ExpiredCode: "403", Language: "en",
		Hash: Hashes{Files: HashCheck, Client: HashIgnore}, TypeNumbers: map[document.Type]string{document.CCCDBarcode: "7"},
		SDK: map[string]any{"is_show_ekyc_result": true, "show_guide": 3, "show_action_step": true, "show_switch_button": 1, "scan_qr_mode": 0,
			"font_path": map[string]any{"regular": "", "medium": "", "bold": ""}}}
}

// Validate names the first fault by its path below settings; code fault.Invalid. known says which keys of texts there are; nil: any of the right form.
func (s Settings) Validate(known func(Group, string) bool) error {
	for _, n := range []struct {
		path           string
		have, low, top int
	}{
		{"flow", s.Flow, 1, 6}, {"livenessType", s.LivenessType, 0, 4}, {"nfcTries", s.NFCTries, 1, 20}, {"lifetime", s.Lifetime, 60, 86400},
		{"uploads", s.Uploads, 1, 1000}, {"pairFailures", s.PairFailures, 1, 100}, {"dailyLimit", s.DailyLimit, 0, 1 << 30}, {"retention", s.Retention, 0, 3650},
		{"forgeryHours", s.ForgeryHours, 0, 720},
	} {
		if n.have < n.low || n.have > n.top {
			return invalid(n.path)
		}
	}
	switch {
	case s.ExpiredCode != "403" && s.ExpiredCode != "-1":
		return invalid("expiredCode")
	case s.Language != "en" && s.Language != "vi":
		return invalid("language")
	}
	for _, check := range []func() error{s.validateLists, s.Hash.validate, s.validateSDK, s.validatePolicy, func() error { return s.Texts.validate(known) }} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func invalid(path string) error { return fault.New(fault.Invalid, "settings."+path) }

// maxListed bounds every list and map of the settings.
const maxListed = 200

func (s Settings) validateLists() error {
	for device, tries := range s.FaceTries {
		if !slices.Contains(Devices(), device) || tries < 1 || tries > 20 {
			return invalid("faceTries")
		}
	}
	for i, family := range s.Families {
		if !slices.Contains(Families(), family) {
			return invalid(fmt.Sprintf("families[%d]", i))
		}
	}
	for i, host := range s.ImageHosts {
		if i == maxListed || !goodHost(host) {
			return invalid(fmt.Sprintf("imageHosts[%d]", i))
		}
	}
	for t, number := range s.TypeNumbers {
		if !slices.Contains(document.Types(), t) || number == "" || len(number) > 8 {
			return invalid("typeNumbers")
		}
	}
	return nil
}

// hostName is a name with a dot, in lower case, without a port. Its last label begins with a letter, so it is never an address.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

func goodHost(host string) bool { return len(host) <= 253 && hostName.MatchString(host) }

func (h Hashes) validate() error {
	modes := []HashMode{HashIgnore, HashCheck, HashRequire}
	switch {
	case !slices.Contains(modes, h.Files):
		return invalid("hash.files")
	case !slices.Contains(modes, h.Client):
		return invalid("hash.client")
	case h.Client == HashIgnore && h.ClientKey == "":
		return nil
	}
	if _, err := h.publicKey(); err != nil {
		return invalid("hash.clientKey")
	}
	return nil
}

func (h Hashes) publicKey() (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(h.ClientKey))
	if block == nil || len(h.ClientKey) > 8<<10 {
		return nil, fault.New(fault.Invalid, "hash.clientKey")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok || key.N.BitLen() < 2048 || key.N.BitLen() > 8192 {
		return nil, fault.New(fault.Invalid, "hash.clientKey")
	}
	return key, nil
}

// sdkKinds are the members of sdk_config that a project sets as it likes (contract 2.2), each with a value of its kind. What follows from other settings
// is not among them.
var sdkKinds = map[string]any{
	"is_show_ekyc_result": false, "show_action_step": false, "disable_liveness": false,
	"show_guide": 0, "show_switch_animation": 0, "show_logo": 0, "show_switch_button": 0, "show_label_step": 0, "show_exit_dialog": 0, "scan_qr_mode": 0,
	"language": 0, "document_capture_delay": 0, "threshold_yaw": 0, "count_stable": 0,
	"iou_threshold": 0.5, "show_nfc_position": "", "font_path": map[string]any{}, "on_device_model_config": map[string]any{},
}

// deviceKinds are the members of on_device_model_config.
var deviceKinds = map[string]any{"blur": false, "detection": false, "brightness": 0.5, "face_quality": false, "eye_closed": false}

func (s Settings) validateSDK() error {
	for name, value := range s.SDK {
		kind, known := sdkKinds[name]
		if !known || !sameKind(kind, value) {
			return invalid("sdk." + safe(name))
		}
		inner, _ := value.(map[string]any)
		for member, v := range inner {
			want := any("")
			if name == "on_device_model_config" {
				want = deviceKinds[member]
			} else if !slices.Contains([]string{"regular", "medium", "bold"}, member) {
				want = nil
			}
			if !sameKind(want, v) {
				return invalid("sdk." + name)
			}
		}
	}
	return nil
}

// safe is a name as a path may hold it.
func safe(name string) string { return name[:min(len(name), 64)] }

func sameKind(want, have any) bool {
	switch want.(type) {
	case bool:
		_, ok := have.(bool)
		return ok
	case int:
		f, ok := number(have)
		return ok && f == float64(int64(f))
	case float64:
		_, ok := number(have)
		return ok
	case string:
		text, ok := have.(string)
		return ok && len(text) <= 500
	case map[string]any:
		_, ok := have.(map[string]any)
		return ok
	}
	return false
}

// number is a number as JSON gives it, or as a default holds it.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	}
	return 0, false
}

func (s Settings) validatePolicy() error {
	if err := s.Policy.Validate(); err != nil {
		return invalid("policy." + fault.PlaceOf(err))
	}
	return nil
}

var textKey = regexp.MustCompile(`^([0-9]{3}/)?(-1|[A-Z0-9-]{1,6})$`)

func (t Texts) validate(known func(Group, string) bool) error {
	for group, texts := range t {
		if !slices.Contains(Groups(), group) || len(texts) > maxListed {
			return invalid("texts." + safe(string(group)))
		}
		for key, text := range texts {
			path := "texts." + string(group) + "." + safe(key)
			if !textKey.MatchString(key) || known != nil && !known(group, key) {
				return invalid(path)
			}
			for _, each := range []string{text.English, text.Vietnamese} {
				if !utf8.ValidString(each) || utf8.RuneCountInString(each) > 500 {
					return invalid(path)
				}
			}
		}
	}
	return nil
}

// faceTries of a device.
func (s Settings) faceTries(d Device) int {
	if n := s.FaceTries[d]; n > 0 {
		return n
	}
	return 5
}

// SDKConfig is sdk_config for a device (contract 2.2).
func (s Settings) SDKConfig(d Device) map[string]any {
	out := maps.Clone(s.SDK)
	if out == nil {
		out = map[string]any{}
	}
	delete(out, onDevice)
	out["ekyc_flow"], out["liveness_type"], out["is_skip_nfc"] = s.Flow, s.LivenessType, s.SkipNFC
	out["limit"], out["nfc_retry_limit"] = s.faceTries(d), s.NFCTries
	return out
}

const onDevice = "on_device_model_config"

// OnDevice is on_device_model_config; nil: none is set.
func (s Settings) OnDevice() any { return s.SDK[onDevice] }

// takes says whether a document-type is taken.
func (s Settings) takes(f Family) bool { return len(s.Families) == 0 || slices.Contains(s.Families, f) }

// needsChip says whether the face step waits for the chip (contract 1.5).
func (s Settings) needsChip() bool { return s.Flow >= 2 && s.Flow <= 5 && !s.SkipNFC }
