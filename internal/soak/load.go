package soak

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// load starts verifications at a steady rate, asks account questions beside them, and reports a transaction for every second verification that was verified.
type load struct {
	a            *alliance
	client       *http.Client
	mu           sync.Mutex
	acknowledged []string
	reported     []string
	refused      int
	questions    int
	open         chan string // acknowledged, to be reported
}

func newLoad(a *alliance) *load {
	return &load{a: a, client: &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, open: make(chan string, 1<<16)}
}

// callersOut bounds the calls under way: over it the load waits, as a back end would.
const callersOut = 64

func (l *load) run(ctx context.Context) {
	tick := time.NewTicker(time.Second / time.Duration(l.a.opt.Rate))
	defer tick.Stop()
	slots := make(chan struct{}, callersOut)
	var out sync.WaitGroup
	out.Go(func() { l.report(ctx) })
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			out.Wait()
			return
		case <-tick.C:
		}
		select {
		case slots <- struct{}{}:
		default:
			continue // everything is stuck: that, too, happens
		}
		out.Go(func() {
			defer func() { <-slots }()
			if i%2 == 0 {
				l.ask()
			}
			l.start()
		})
	}
}

func (l *load) post(url, body string, into any) (int, error) {
	response, err := l.client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, json.NewDecoder(response.Body).Decode(into)
}

const account = "0x3fa1b7cc20e94d5583e6a0f1d2b4c8e97a6d0b15"

// ask puts an account question. Only that it is answered matters: within a fault a denial or a time-out is right.
func (l *load) ask() {
	var answer map[string]any
	_, err := l.post(l.a.d.Exchanges[0].EnclaveURL+"/v1/verifications/account", fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"symbol":"ETH","network":"Ethereum",
		"payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":[%q]}}}}`, l.a.d.Exchanges[1].VaspID, account), &answer)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.questions++
	}
}

func (l *load) start() {
	var answer struct {
		UUID string `json:"verificationUuid"`
	}
	status, err := l.post(l.a.d.Exchanges[0].EnclaveURL+"/v1/verifications", fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"requiredBeneficiaryInfo":"NATURAL_PERSON_NAME",
		"assetInfo":{"symbol":"ETH","network":"Ethereum","amount":"0.75","isExceedingThreshold":true,"tradeCurrency":"KRW","tradePrice":"1875000","tradeISODatetime":"2026-01-15T08:16:02.000Z"},
		"payload":{"version":"1.0","ivms101":{"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","secondaryIdentifier":"Min-jun","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["0x2222222222222222222222222222222222222222"]},
		"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]}}}],"accountNumber":[%q]}}}}`,
		l.a.d.Exchanges[1].VaspID, account), &answer)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || status != http.StatusOK || answer.UUID == "" {
		l.refused++
		return
	}
	l.acknowledged = append(l.acknowledged, answer.UUID)
	if len(l.acknowledged)%2 == 0 {
		select {
		case l.open <- answer.UUID:
		default:
		}
	}
}

func hashOf(uuid string) string { return strings.ToUpper(strings.ReplaceAll(uuid, "-", "")) }

// report tells the transaction of verifications that were verified, after a second.
func (l *load) report(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case uuid := <-l.open:
			if !pause(ctx, 20*time.Millisecond) {
				return
			}
			if row, err := l.lookup(0, uuid); err != nil || row.Result != "VERIFIED" {
				if err == nil && row.Result == "WAIT" {
					select {
					case l.open <- uuid:
					default:
					}
				}
				continue
			}
			var answer map[string]any
			status, err := l.post(l.a.d.Exchanges[0].EnclaveURL+"/v1/verifications/tx", `{"verificationUuid":"`+uuid+`","txHash":"`+hashOf(uuid)+`","vout":"0"}`, &answer)
			if err == nil && status == http.StatusOK {
				l.mu.Lock()
				l.reported = append(l.reported, uuid)
				l.mu.Unlock()
			}
		}
	}
}

type row struct {
	Result string  `json:"result"`
	Reason string  `json:"reason"`
	TxHash *string `json:"txHash"`
}

func (l *load) lookup(side int, uuid string) (row, error) {
	response, err := l.client.Get(l.a.d.Exchanges[side].EnclaveURL + "/v1/verifications/" + uuid)
	if err != nil {
		return row{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return row{}, fmt.Errorf("HTTP %d", response.StatusCode)
	}
	var r row
	return r, json.NewDecoder(response.Body).Decode(&r)
}

// settleFor is how long the alliance may take after the last fault: the verifications' time, and the longest pauses of deliveries that failed for a minute.
const settleFor = 4 * time.Minute

// check holds everything that was acknowledged against both sides and what the back ends were told.
func (l *load) check(ctx context.Context, report *Report) {
	deadline := time.Now().Add(settleFor)
	report.Acknowledged, report.Refused, report.Reports, report.Questions = len(l.acknowledged), l.refused, len(l.reported), l.questions
	lost := func(format string, args ...any) {
		if len(report.Lost) < 50 {
			report.Lost = append(report.Lost, fmt.Sprintf(format, args...))
		}
	}
	for _, uuid := range l.acknowledged {
		a, err := l.until(ctx, deadline, 0, uuid, func(r row) bool { return r.Result != "WAIT" })
		if err != nil {
			lost("%s: %v", uuid, err)
			continue
		}
		report.Outcomes[a.Result+" "+a.Reason]++
		if a.Result == "ERROR" {
			continue // it ended while a side was away: an error, never an approval
		}
		if b, err := l.lookup(1, uuid); err != nil || b.Result != a.Result || b.Reason != a.Reason {
			lost("%s: %s %s here, there %s %s %v", uuid, a.Result, a.Reason, b.Result, b.Reason, err)
		}
	}
	l.checkTold(ctx, deadline, report, l.a.backends.seoul, "VERIFICATION_RESULT", l.acknowledged)
	l.checkTold(ctx, deadline, report, l.a.backends.hanoi, "TX_REPORT", l.reported)
	for _, uuid := range l.reported {
		if _, err := l.until(ctx, deadline, 1, uuid, func(r row) bool { return r.TxHash != nil && *r.TxHash == hashOf(uuid) }); err != nil {
			lost("%s: its transaction id did not reach the other side: %v", uuid, err)
		}
	}
	report.Copies = map[string]int{"VERIFICATION_RESULT": l.a.backends.seoul.copies("VERIFICATION_RESULT"), "TX_REPORT": l.a.backends.hanoi.copies("TX_REPORT")}
	report.Results, report.TxCallbacks = l.a.backends.seoul.calls("VERIFICATION_RESULT"), l.a.backends.hanoi.calls("TX_REPORT")
}

// until looks a verification up until it is as it must be.
func (l *load) until(ctx context.Context, deadline time.Time, side int, uuid string, good func(row) bool) (row, error) {
	for {
		r, err := l.lookup(side, uuid)
		if err == nil && good(r) {
			return r, nil
		}
		if time.Now().After(deadline) || !pause(ctx, 100*time.Millisecond) {
			if err == nil {
				err = fmt.Errorf("still %s", r.Result)
			}
			return r, err
		}
	}
}

// checkTold: each event came, and copies of one say the same.
func (l *load) checkTold(ctx context.Context, deadline time.Time, report *Report, b *backend, typ string, uuids []string) {
	for _, uuid := range uuids {
		for len(b.of(event{typ, uuid})) == 0 {
			if time.Now().After(deadline) || !pause(ctx, 100*time.Millisecond) {
				if len(report.Lost) < 50 {
					report.Lost = append(report.Lost, uuid+": "+typ+" was never told")
				}
				break
			}
		}
		told := b.of(event{typ, uuid})
		for i := 1; i < len(told); i++ {
			if !bytes.Equal([]byte(told[i]), []byte(told[0])) && len(report.Doubled) < 50 {
				report.Doubled = append(report.Doubled, uuid+": "+typ+" was told in two ways")
			}
		}
	}
}
