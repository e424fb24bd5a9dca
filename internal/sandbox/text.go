package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Text is what a person reads after the start: where everything is, and calls to paste. program is how this one was called.
func (d Description) Text(program string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("Bonafide sandbox: a directory and its members, all on this machine. People and addresses are invented.\n")
	line("  directory        %s", d.Directory.URL)
	for _, e := range append(append([]Exchange{}, d.Exchanges...), d.Robot) {
		line("\n  %s (%s)", e.Name, e.Country)
		line("    VASP id        %s", e.VaspID)
		line("    enclave API    %s", e.EnclaveURL)
		line("    administration %s/admin/v1   key %s", e.AdminURL, e.AdminKey)
		line("    API document   %s/openapi.json   metrics %s/metrics", e.AdminURL, e.AdminURL)
		line("    public         %s", e.PublicURL)
		line("    KYC project    %s   x-api-key %s", e.KYC.ProjectID, e.KYC.APIKey)
	}
	line("    scenarios      %s/robot/v1/scenarios", d.RobotURL)
	line("\n  not active       %s\n  never answers    %s\n  no member        %s", d.InactiveID, d.SilentID, d.UnknownID)
	line("  pictures         %s", d.Exchanges[0].KYC.Vision)
	line("  data             %s\n", d.Dir)
	d.calls(line)
	d.provoke(line)
	d.verify(line, program)
	line("Ctrl-C ends the sandbox.")
	return b.String()
}

// calls prints calls that work as they stand.
func (d Description) calls(line func(string, ...any)) {
	a, b := d.Exchanges[0], d.Exchanges[1]
	customer := b.Customers[0]
	account := customer.Accounts[0]
	ask := map[string]any{"keyType": "PerVasp", "beneficiaryVaspId": b.VaspID, "symbol": account.Symbol, "network": account.Network,
		"payload": map[string]any{"version": "1.0", "ivms101": map[string]any{"beneficiary": map[string]any{
			"beneficiaryPersons": []any{personOf(customer)}, "accountNumber": []string{account.Address}}}}}
	line("Is this address hers? %s asks %s:\n", a.Name, b.Name)
	line("  curl -s %s/v1/verifications/account -d '%s'\n", a.EnclaveURL, compactJSON(ask))
	sender := a.Customers[0]
	user := map[string]any{"keyType": "PerVasp", "beneficiaryVaspId": b.VaspID, "requiredBeneficiaryInfo": "ACCOUNT_NUMBER,NATURAL_PERSON_NAME",
		"assetInfo": map[string]any{"symbol": account.Symbol, "network": account.Network, "amount": "0.75", "isExceedingThreshold": true,
			"tradeCurrency": "KRW", "tradePrice": "1875000", "tradeISODatetime": "2026-01-15T08:16:02.000Z"},
		"payload": map[string]any{"version": "1.0", "ivms101": map[string]any{
			"originator":  map[string]any{"originatorPersons": []any{personOf(sender)}, "accountNumber": []string{sender.Accounts[0].Address}},
			"beneficiary": map[string]any{"beneficiaryPersons": []any{personOf(customer)}, "accountNumber": []string{account.Address}}}}}
	line("Send both parties' data, sealed, and look the verification up on the other side:\n")
	line("  uuid=$(curl -s %s/v1/verifications -d '%s' | sed 's/.*\"verificationUuid\":\"\\([^\"]*\\).*/\\1/'); sleep 1; curl -s %s/v1/verifications/$uuid\n",
		a.EnclaveURL, compactJSON(user), b.EnclaveURL)
	line("Whom does %s know?\n", b.Name)
	line("  curl -s -H 'Authorization: Bearer %s' %s/admin/v1/customers\n", b.AdminKey, b.AdminURL)
}

// provoke prints how to make the robot do something, right or wrong.
func (d Description) provoke(line func(string, ...any)) {
	b := d.Exchanges[1]
	customer := b.Customers[0]
	account := customer.Accounts[0]
	target := map[string]any{"beneficiaryVaspId": b.VaspID, "symbol": account.Symbol, "network": account.Network, "address": account.Address,
		"beneficiaryPersons": []any{personOf(customer)}}
	line("The robot answers well or badly by who it is asked about, and sends on request; the list says what to ask and what must come of it (docs/robot.md):\n")
	line("  curl -s %s/robot/v1/scenarios", d.RobotURL)
	line("  curl -s %s/robot/v1/scenarios/send-late-report -d '%s'; sleep 1; curl -s %s/robot/v1/verifications\n", d.RobotURL, compactJSON(target), d.RobotURL)
}

// verify prints the first step of a customer's verification, with a document to read.
func (d Description) verify(line func(string, ...any), program string) {
	b := d.Exchanges[1]
	folder := filepath.Join(d.Dir, "specimens")
	line("Draw a passport of somebody who does not exist, and begin her verification at %s:\n", b.Name)
	line("  %s specimen passport --state VNM --seed 1 --out '%s'", program, folder)
	line("  curl -s %s/v3/submission/step1 -H 'x-api-key: %s' -F projectId=%s -F issuingCountry=VNM -F idType=passport -F email=her@example.com -F 'idImage=@%s;type=image/jpeg'\n",
		b.PublicURL, b.KYC.APIKey, b.KYC.ProjectID, filepath.Join(folder, "passport-000001-data-good.jpg"))
	front := filepath.Join(folder, "cccd-000001-front-good.jpg")
	line("Or an identity card in a session, step by step (%s/ekyc/openapi.json, docs/ekyc-codes.md):\n", b.PublicURL)
	line("  %s specimen cccd --seed 1 --out '%s'", program, folder)
	line("  session=$(curl -s -X POST %s/ekyc/session/init -H 'api-key: %s' -H 'device-type: api' | sed 's/.*\"session-id\":\"\\([^\"]*\\).*/\\1/')", b.PublicURL, b.KYC.APIKey)
	line("  curl -s %s/ekyc/ocr -H 'api-key: %s' -H 'device-type: api' -H \"session-id: $session\" -H 'document-type: idr' -H 'side-type: front' -F 'files=@%s'\n",
		b.PublicURL, b.KYC.APIKey, front)
	if b.KYC.Vision != VisionReady {
		line("Pictures are not read here (%s): the call answers the contract's engine error.\n", b.KYC.Vision)
	}
	line("See the whole story, with each call and answer:\n\n  %s demo --sandbox '%s'\n", program, d.Dir)
}

func personOf(c Customer) any {
	return map[string]any{"naturalPerson": map[string]any{"name": map[string]any{"nameIdentifier": []any{map[string]any{
		"primaryIdentifier": c.Name.Primary, "secondaryIdentifier": c.Name.Secondary, "nameIdentifierType": "LEGL"}}}}}
}

func compactJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return string(text)
}

// Databases makes a database for each exchange on a PostgreSQL server, where they are missing, and returns their URLs.
func Databases(ctx context.Context, server string) (func(key string) string, error) {
	base, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("--postgres: not a URL")
	}
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return nil, fmt.Errorf("--postgres: %w", err)
	}
	defer conn.Close(ctx)
	urls := map[string]string{}
	for _, s := range samples() {
		name := "bonafide_sandbox_" + s.key
		var exists bool
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists); err != nil {
			return nil, err
		}
		if !exists {
			if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
				return nil, err
			}
		}
		each := *base
		each.Path = "/" + name
		urls[s.key] = each.String()
	}
	return func(key string) string { return urls[key] }, nil
}
