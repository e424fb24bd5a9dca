package e2e

// The words around the tables of docs/robot.md.

const robotHead = `# The robot: a counterparty for trying things out

Written by the test run (` + "`BONAFIDE_UPDATE=1 go test -run TestRobot ./internal/e2e`" + `) from the table that decides what the robot does; the same test provokes every row through whole
nodes.

The sandbox (` + "`make run`" + `) has a third exchange, VASP id 4611686018427387905, whose customers and behaviour are a table (enclave contract, appendix A). It is an ordinary
node that asks a back end of its own about everything; what goes wrong is chosen by who is asked about. The back end's own surface, which the sandbox prints, is for you:

| call | does |
| --- | --- |
| ` + "`GET /robot/v1/scenarios`" + `, ` + "`/{id}`" + ` | lists what can be provoked, how, and what must come of it: the tables below, with whole bodies for both questions |
| ` + "`POST /robot/v1/scenarios/{id}`" + ` | makes the robot send, as a scenario of the second table has it |
| ` + "`POST /robot/v1/actions/account`" + `, ` + "`user`" + ` | the account question, or a user verification and nothing after it |
| ` + "`POST /robot/v1/actions/withdraw`" + ` | pretends to send the coins of a verified transfer and reports it, unless ` + "`suppressReport`" + ` is true |
| ` + "`POST /robot/v1/actions/tx`" + `, ` + "`error`" + ` | reports a transaction id (the withdrawal's, or the one given), or that the transfer is given up |
| ` + "`POST /robot/v1/actions/inquiry`" + ` | asks, as beneficiary, what has become of the transaction |
| ` + "`POST /robot/v1/actions/deposit`" + ` | tells the robot that coins arrived (` + "`txHash`, `symbol`, `from`, `to`, `amount`" + `), since it watches no chain; it finds out by itself which verification they belong to |
| ` + "`GET /robot/v1/deposits`" + ` | how far it has come with that |
| ` + "`GET /robot/v1/verifications`" + `, ` + "`/{uuid}`" + ` | what the robot saw and did, line by line; no personal data |

It asks nobody for a key: it listens on this machine alone, and its customers are nobody. The paths its node calls (` + "`/account`, `/user`, `/transaction`, `/callback`" + `) do.

## The robot receives

Ask as you would ask any exchange: ` + "`POST /v1/verifications/account`, then `POST /v1/verifications`" + `, with ` + "`beneficiaryVaspId`" + ` the robot's: ` + "`accountRequest` and `userRequest`" + ` of the
list are the bodies. The robot takes ETH on Ethereum and XRP, and every user has an address for each.

`

const robotMiddle = `
The usual: the beneficiary ` + "`%s`" + `, the originator ` + "`%s`" + `, asked for ` + "`%s`" + `, at or above the legal amount.

When a verified transfer is not reported, the robot inquires: first after 10 minutes, then every minute, up to an hour from the verification; in a sandbox after 10 seconds, every
5 seconds, up to a minute. A deposit that no report explains is looked into at the same times, as contract 1.5 has it: by transaction id, then by accounts and amount, then by
inquiries. It ends with a transaction id, reported or learnt by an inquiry, with an error report, and with the answer ` + "`CANCELED`" + `.

A member that takes every question and never says anything is beside the robot in the sandbox (the VASP id that "never answers"): asking it ends as 408 ` + "`REQUEST-TIMEOUT`" + `.

## The robot sends

The body names whom it sends to; ` + "`amount`, `belowThreshold` and `requiredBeneficiaryInfo`" + ` may be added. Outcomes hold for a customer whom your exchange verifies.

` + "```" + `
curl -s $ROBOT/robot/v1/scenarios/send-late-report -d '{"beneficiaryVaspId":"...","symbol":"ETH","address":"0x...","beneficiaryPersons":[{"naturalPerson":{...}}]}'
` + "```" + `

`

const robotTail = `
In a sandbox ` + "`send-late-report`" + ` reports after 20 seconds. No chain is involved: transaction ids are invented.
`
