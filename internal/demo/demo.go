// Package demo plays the product's one story against a running sandbox: a woman in Ha Noi becomes a customer of one exchange by her document
// and her face, registers a wallet, and an exchange in Seoul asks whether that wallet and her name belong together before it sends coins. Every
// step prints what is asked, what is answered, and what that means; a step that does not answer as it should ends the story with an error.
package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// Pictures are what the woman sends, and what is true of her.
type Pictures struct {
	About          string // where they come from, for the reader: "drawn by this program: ..."
	IssuingCountry string // alpha-3
	IDType         string // contract 2.1
	Document       string // what it is, for the reader: "passport"
	Front, Back    []byte // JPEG or PNG of at most 2 MB; Back may be nil
	Selfie         []byte
	Person         Person
}

// Person is what the woman says of herself.
type Person struct {
	Name           string // as she writes it
	DateOfBirth    string // YYYY-MM-DD
	IdentityNumber string // her own number, where the document has one
	DocumentNumber string // else the document's
}

// Options of the story.
type Options struct {
	World sandbox.Description
	// Pictures is nil when no picture can be had; NoPictures says why.
	Pictures   *Pictures
	NoPictures string
	Out        io.Writer
	// Run tells one telling from another on a sandbox that is kept: letters and digits.
	Run string
	// Audit holds an exchange's records against its trail, by its configuration file.
	Audit func(ctx context.Context, configFile string) (app.AuditReport, error)
	// Finish ends the sandbox before the records are proven, which signs the trails; nil: it runs on.
	Finish func(ctx context.Context) error
	// Wait is how long an answer that comes later may take; zero: 20 s.
	Wait time.Duration
}

// story is one telling.
type story struct {
	Options
	http        *http.Client
	step        int
	sender      sandbox.Exchange // in Seoul
	beneficiary sandbox.Exchange // in Ha Noi
	customer    string           // her id at the beneficiary
	name        app.PersonName   // as the beneficiary verified it
	account     app.AccountData
	uuid        string
}

// Tell plays the story. The error says which step did not answer as it should.
func Tell(ctx context.Context, o Options) error {
	if len(o.World.Exchanges) < 2 {
		return fmt.Errorf("this is no sandbox's description: it has %d exchanges, and the story needs two", len(o.World.Exchanges))
	}
	if o.Wait == 0 {
		o.Wait = 20 * time.Second
	}
	s := &story{Options: o, http: &http.Client{Timeout: 90 * time.Second}, sender: o.World.Exchanges[0], beneficiary: o.World.Exchanges[1], customer: "demo-" + o.Run}
	defer s.http.CloseIdleConnections()
	s.prologue()
	become := s.importCustomer
	if s.readsPictures() {
		become = s.verifyPerson
	}
	for _, chapter := range []func(context.Context) error{become, s.registerWallet, s.askAccount, s.askWrongName, s.sendIdentities, s.lookUp, s.proveRecords} {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("step %d: %w", s.step, err)
		}
	}
	s.epilogue()
	return nil
}

// readsPictures says whether the first half can be played; if not, the reader is told what is missing.
func (s *story) readsPictures() bool {
	switch {
	case s.beneficiary.KYC.Vision != sandbox.VisionReady:
		s.say("Reading pictures is %s.", s.beneficiary.KYC.Vision)
	case s.Pictures == nil:
		s.say("There are no pictures to send: %s.", s.NoPictures)
	default:
		return true
	}
	s.say("So nobody is verified by pictures in this telling. The Travel Rule half is played with a customer who is imported as verified, as an exchange")
	s.say("would bring the customers it has.")
	return false
}

func (s *story) prologue() {
	fmt.Fprintf(s.Out, "BONAFIDE DEMO\n\n")
	s.say("%s (%s) keeps the wallet, %s (%s) sends the coins. Both run Bonafide, each with its own keys and database.", s.beneficiary.Name, s.beneficiary.Country,
		s.sender.Name, s.sender.Country)
	s.say("Everybody here is invented, and so are the addresses.")
}

func (s *story) epilogue() {
	fmt.Fprintf(s.Out, "\nEvery step answered as it should.\n")
}
