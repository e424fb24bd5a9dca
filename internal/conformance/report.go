package conformance

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

// Text is the report for a person at a terminal: what failed and what was not run, each with why, then the sums. all names what passed as well.
func (r Report) Text(all bool) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", r.Contract)
	line("enclave      %s", r.Enclave)
	if r.Peer != "" {
		line("counterparty %s", r.Peer)
	}
	for _, url := range r.BackendOf {
		line("back end of  %s", url)
	}
	line("")
	for _, each := range r.Results {
		switch each.Outcome {
		case Failed:
			line("FAILED   %s (%s, %s, %s)", each.ID, each.Clause, each.Tag, each.Severity)
			line("         asked    %s", each.Asked)
			line("         expected %s", each.Expected)
			for _, difference := range each.Differences {
				line("         - %s", difference)
			}
		case Passed:
			if all {
				line("passed   %s (%s, %s, %s)", each.ID, each.Clause, each.Tag, each.Severity)
			}
		}
	}
	for _, group := range r.notRun() {
		line("not run  %d: %s", len(group.ids), group.why)
		for _, ids := range wrapped(group.ids, 110) {
			line("         %s", ids)
		}
	}
	line("\n%d passed, %d failed, %d not run, in %s", r.Passed, r.Failed, r.NotRun, (time.Duration(r.TookMS) * time.Millisecond).Round(100*time.Millisecond))
	return b.String()
}

// wrapped puts words into lines of at most so many characters, as far as the words allow.
func wrapped(words []string, most int) (lines []string) {
	for _, word := range words {
		if n := len(lines); n > 0 && len(lines[n-1])+1+len(word) <= most {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

type notRunGroup struct {
	why string
	ids []string
}

// notRun are the cases that could not be tried, by the reason.
func (r Report) notRun() (groups []notRunGroup) {
	index := map[string]int{}
	for _, each := range r.Results {
		if each.Outcome != NotRun {
			continue
		}
		i, there := index[each.Why]
		if !there {
			i = len(groups)
			index[each.Why] = i
			groups = append(groups, notRunGroup{why: each.Why})
		}
		groups[i].ids = append(groups[i].ids, each.ID)
	}
	return groups
}

// WriteJSON writes the report for machines. Members are added, never renamed.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(r)
}

// WriteHTML writes the report as one file that needs nothing else: no script, no picture, no network.
func (r Report) WriteHTML(w io.Writer) error {
	page, err := template.New("report").Funcs(template.FuncMap{"sections": sections, "section": section, "took": took}).Parse(pageText)
	if err != nil {
		return err
	}
	return page.Execute(w, r)
}

// section is the group of a case: its id up to the first dot.
func section(id string) string {
	name, _, _ := strings.Cut(id, ".")
	return name
}

// group of results in the HTML report.
type group struct {
	Name                   string
	Passed, Failed, NotRun int
	Results                []Result
}

func sections(results []Result) (groups []group) {
	index := map[string]int{}
	for _, r := range results {
		name := section(r.ID)
		i, there := index[name]
		if !there {
			i = len(groups)
			index[name] = i
			groups = append(groups, group{Name: name})
		}
		g := &groups[i]
		g.Results = append(g.Results, r)
		switch r.Outcome {
		case Passed:
			g.Passed++
		case Failed:
			g.Failed++
		default:
			g.NotRun++
		}
	}
	return groups
}

func took(ms int64) string { return (time.Duration(ms) * time.Millisecond).String() }

const pageText = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Conformance: {{.Passed}} passed, {{.Failed}} failed, {{.NotRun}} not run</title>
<style>
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --page: #fff; --pass: #1a7f37; --fail: #b42318; --none: #8a6100; --block: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --pass: #3fb950; --fail: #ff7b72; --none: #d29922; --block: #151b23; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p, dl { color: var(--soft); margin: .25rem 0; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
.sums { display: flex; gap: 1.5rem; font-size: 1.1rem; margin: 1rem 0; }
.passed { color: var(--pass); } .failed { color: var(--fail); } .not { color: var(--none); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); } td { overflow-wrap: anywhere; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--block); padding: .6rem; overflow: auto; max-height: 20rem; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
ul { margin: .25rem 0; padding-left: 1.2rem; } summary { cursor: pointer; color: var(--soft); } .scroll { overflow-x: auto; }
</style>
</head>
<body>
<h1>Conformance report</h1>
<p>{{.Contract}}</p>
<div class="sums"><span class="passed">{{.Passed}} passed</span><span class="failed">{{.Failed}} failed</span><span class="not">{{.NotRun}} not run</span></div>
<dl>
<dt>enclave</dt><dd>{{.Enclave}}</dd>
{{if .Peer}}<dt>counterparty</dt><dd>{{.Peer}}</dd>{{end}}
{{range .BackendOf}}<dt>back end of</dt><dd>{{.}}</dd>{{end}}
<dt>begun</dt><dd>{{.StartedAt.Format "2006-01-02 15:04:05 UTC"}}, took {{took .TookMS}}</dd>
<dt>written by</dt><dd>{{.Program}}</dd>
</dl>
<p>seed: binding. docs: public documentation. inferred: the contract's own reading, where another enclave may differ. A case that was not run is no pass.</p>
{{range sections .Results}}
<h2>{{.Name}}</h2>
<p><span class="passed">{{.Passed}} passed</span>{{if .Failed}}, <span class="failed">{{.Failed}} failed</span>{{end}}{{if .NotRun}}, <span class="not">{{.NotRun}} not run</span>{{end}}</p>
<div class="scroll"><table>
<thead><tr><th>case</th><th>clause</th><th>what is asked</th><th>what must come</th><th>outcome</th></tr></thead>
<tbody>
{{range .Results}}<tr>
<td><code>{{.ID}}</code></td><td>{{.Clause}}<br>{{.Tag}}, {{.Severity}}</td><td>{{.Asked}}</td><td>{{.Expected}}
{{if .Differences}}<ul class="failed">{{range .Differences}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{if .Exchanges}}<details><summary>{{len .Exchanges}} calls</summary>{{range .Exchanges}}<pre>{{.From}}: {{.Call}}
{{.Sent}}
=> {{if .Status}}{{.Status}}{{else}}no answer{{end}} ({{.TookMS}} ms)
{{.Answer}}</pre>{{end}}</details>{{end}}</td>
<td class="{{if eq .Outcome "passed"}}passed{{else if eq .Outcome "failed"}}failed{{else}}not{{end}}">{{.Outcome}}{{if .Why}}<br><small>{{.Why}}</small>{{end}}</td>
</tr>
{{end}}</tbody></table></div>
{{end}}
</body>
</html>
`

// Table are the cases as a document shows them.
func Table() string {
	results := make([]Result, 0, 300)
	for _, c := range Cases() {
		results = append(results, Result{Case: c})
	}
	var b strings.Builder
	for _, g := range sections(results) {
		fmt.Fprintf(&b, "\n### %s\n\n| case | clause | tag | severity | what is asked | what must come | needs |\n| --- | --- | --- | --- | --- | --- | --- |\n", g.Name)
		for _, r := range g.Results {
			needs := make([]string, 0, len(r.needs))
			for _, need := range r.needs {
				needs = append(needs, string(need))
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", r.ID, r.Clause, r.Tag, r.Severity, r.Asked, r.Expected, strings.Join(needs, "; "))
		}
	}
	return b.String()
}
