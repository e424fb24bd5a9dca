package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/client"
)

// aNode answers as a node would whose counterparty knows the address under another name.
func aNode() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v1/verifications/account":
			fmt.Fprint(w, `{"accountVerificationResult":"DENIED","reason":"MISMATCHED-NAME","verifiedAt":"2025-03-14T08:15:30.417Z"}`)
		case "/v1/verifications":
			fmt.Fprint(w, `{"count":1,"page":1,"rpp":100,"verifications":[{"verificationUuid":"b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21","result":"VERIFIED","createdAt":"2025-03-14T08:16:03.000Z"}]}`)
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code":"VERIFICATION-NOT-FOUND","message":"Verification(41f2c0de-0000-4000-8000-9c1d2e3f4a5b) is not found"}`)
		}
	}))
}

func ExampleClient_VerifyAccount() {
	node := aNode()
	defer node.Close()
	c, err := client.New(node.URL, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := c.VerifyAccount(context.Background(), client.AccountRequest{BeneficiaryVASP: "1152921504606847001", Symbol: "ETH", Network: "Ethereum",
		Beneficiary: client.Beneficiary("0x3fA1b7cC20e94d5583E6a0F1D2b4C8e97A6d0b15", client.Natural("Okafor", "Ngozi"))})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Result, answer.Reason)
	// Output: DENIED MISMATCHED-NAME
}

func ExampleClient_Verification() {
	node := aNode()
	defer node.Close()
	c, err := client.New(node.URL, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = c.Verification(context.Background(), "41f2c0de-0000-4000-8000-9c1d2e3f4a5b")
	var refused *client.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Status, refused.Code)
	}
	// Output: 404 VERIFICATION-NOT-FOUND
}

func ExampleClient_All() {
	node := aNode()
	defer node.Close()
	c, err := client.New(node.URL, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for v, err := range c.All(context.Background(), client.Filter{Result: client.Verified}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(v.UUID, v.Result)
	}
	// Output: b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21 VERIFIED
}

// exchange is a back end that knows one address.
type exchange struct{}

func (exchange) Account(_ context.Context, q client.AccountQuestion) (client.AccountAnswer, error) {
	asked, err := client.ReadParty(q.Beneficiary)
	if err != nil {
		return client.AccountAnswer{}, err
	}
	if len(asked.Accounts) != 1 || asked.Accounts[0] != "0x3fA1b7cC20e94d5583E6a0F1D2b4C8e97A6d0b15" {
		return client.AccountAnswer{Result: client.Denied, Reason: client.UnknownAddress}, nil
	}
	return client.AccountAnswer{Result: client.Verified}, nil
}

func (exchange) User(_ context.Context, q client.UserQuestion) (client.UserAnswer, error) {
	return client.UserAnswer{Result: client.Denied, Reason: client.UnavailableInformation, Message: strings.Join(q.RequiredInfo, ",")}, nil
}

func (exchange) Transaction(context.Context, string) (client.TxStatus, error) {
	return client.TxStatus{Status: client.TxPending}, nil
}

func (exchange) Callback(context.Context, client.Event) error { return nil }

func ExampleHandler() {
	clock := func() time.Time { return time.Date(2025, 3, 14, 8, 15, 30, 0, time.UTC) }
	h := client.Handler(exchange{}, client.HandlerOptions{Token: "from a file", Clock: clock})
	question := `{"originatingVaspId":"9007199254740993017","symbol":"ETH","network":"Ethereum","version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x0"]}}}`
	r := httptest.NewRequest(http.MethodPost, client.AccountPath, strings.NewReader(question))
	r.Header.Set("Authorization", "Bearer from a file")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Body)
	// Output: 200 {"accountVerificationResult":"DENIED","reason":"UNKNOWN-ADDRESS","verifiedAt":"2025-03-14T08:15:30.000Z"}
}

func ExampleBeneficiary() {
	fmt.Println(string(client.Beneficiary("rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe:90271", client.Natural("Okafor", "Ngozi"))))
	// Output: {"accountNumber":["rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe:90271"],"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]}}}]}
}

func ExampleReadParty() {
	party, err := client.ReadParty(json.RawMessage(`{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Lindqvist","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["rN7n:4410"]}`))
	fmt.Println(party.Persons[0].Natural.Name.ID[0].Primary, party.Accounts, err)
	// Output: Lindqvist [rN7n:4410] <nil>
}
