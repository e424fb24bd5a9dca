// Package client is for an exchange's own software: it calls the exchange's Travel Rule node (the enclave contract, section 2) and answers
// what the node asks back (section 3). It needs nothing but the standard library.
//
// A Client is safe for concurrent use. Every call takes a context, has a time limit and a limit on the answer; an answer that is not 2xx is
// an *Error with the contract's code and message. What may be repeated without harm, reads and the report of a transaction id, is tried
// again when the node cannot be reached; everything else is sent once.
//
// Amounts are texts and never numbers, times are UTC with milliseconds, VASP ids are digits in a text. IVMS101 data is carried as
// json.RawMessage, so that members this package does not know survive; Natural, Legal, Originator and Beneficiary build what most
// transfers need, ReadParty reads it back.
//
// A Backend is the other direction. Handler makes it an http.Handler that checks the token, limits and decodes what comes, and answers in
// the contract's form:
//
//	http.ListenAndServe("127.0.0.1:21130", client.Handler(backend, client.HandlerOptions{Token: token}))
//
// with the node's configuration naming http://127.0.0.1:21130/account, /user, /transaction and /callback.
//
// IVMS101 data, accounts and messages are personal data: this package writes none of it to a log and puts none of it into an error.
package client
