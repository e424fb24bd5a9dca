package address_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/sha3"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/travelrule/address"
)

// The writers below are the other half of each scheme, which the package itself does not need.

var plain32 = base32.StdEncoding.WithPadding(base32.NoPadding)

func keccak(data []byte) []byte {
	hash := sha3.NewLegacyKeccak256()
	hash.Write(data)
	return hash.Sum(nil)
}

func blake(size int, data ...[]byte) []byte {
	hash, _ := blake2b.New(size, nil)
	for _, part := range data {
		hash.Write(part)
	}
	return hash.Sum(nil)
}

func xmodem(data []byte) (crc uint16) {
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			high := crc >> 15
			crc = crc<<1 ^ 0x1021*high
		}
	}
	return crc
}

func base58(raw []byte) string {
	n, radix, rest := new(big.Int).SetBytes(raw), big.NewInt(58), new(big.Int)
	out := ""
	for n.Sign() > 0 {
		n.DivMod(n, radix, rest)
		out = string(bitcoin[rest.Int64()]) + out
	}
	for _, b := range raw {
		if b != 0 {
			break
		}
		out = "1" + out
	}
	return out
}

const groups = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

func fives(raw []byte) []byte {
	var out []byte
	buffer, bits := uint32(0), 0
	for _, b := range raw {
		buffer, bits = buffer<<8|uint32(b), bits+8
		for bits >= 5 {
			bits -= 5
			out = append(out, byte(buffer>>bits&31))
		}
	}
	if bits > 0 {
		out = append(out, byte(buffer<<(5-bits)&31))
	}
	return out
}

func write32(alphabet string, values []byte) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteByte(alphabet[v])
	}
	return b.String()
}

// bech32 writes 5-bit values with the checksum that constant stands for.
func bech32(prefix string, values []byte, constant uint32) string {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range []byte(prefix) {
		add(c >> 5)
	}
	add(0)
	for _, c := range []byte(prefix) {
		add(c & 31)
	}
	for _, v := range values {
		add(v)
	}
	for range 6 {
		add(0)
	}
	sum ^= constant
	check := make([]byte, 6)
	for i := range check {
		check[i] = byte(sum >> (5 * (5 - i)) & 31)
	}
	return prefix + "1" + write32(groups, append(append([]byte{}, values...), check...))
}

func cash(alphabet, prefix string, values []byte) string {
	generator := [5]uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470}
	sum := uint64(1)
	add := func(v byte) {
		top := sum >> 35
		sum = sum&0x07ffffffff<<5 ^ uint64(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range []byte(prefix) {
		add(c & 31)
	}
	add(0)
	for _, v := range values {
		add(v)
	}
	for range 8 {
		add(0)
	}
	sum ^= 1
	check := make([]byte, 8)
	for i := range check {
		check[i] = byte(sum >> (5 * (7 - i)) & 31)
	}
	return prefix + ":" + write32(alphabet, append(append([]byte{}, values...), check...))
}

func monero(raw []byte) string {
	digits := []int{0, 2, 3, 5, 6, 7, 9, 10, 11}
	out := ""
	for len(raw) > 0 {
		size := min(8, len(raw))
		n := binary.BigEndian.Uint64(append(make([]byte, 8-size), raw[:size]...))
		block := ""
		for range digits[size] {
			block = string(bitcoin[n%58]) + block
			n /= 58
		}
		out, raw = out+block, raw[size:]
	}
	return out
}

// byron writes the address of a root hash with attributes, as CBOR.
func byron(root []byte, attributes ...byte) string {
	inner := append([]byte{0x83, 0x58, 28}, root...)
	inner = append(append(inner, attributes...), 0x00)
	out := append([]byte{0x82, 0xd8, 0x18, 0x58, byte(len(inner))}, inner...)
	sum := crc32.ChecksumIEEE(inner)
	if sum < 1<<16 {
		return "" // its shortest form is another one, and as rare
	}
	return base58(binary.BigEndian.AppendUint32(append(out, 0x1a), sum))
}

// made is a scheme that addresses can be made for: of random is what the address is about.
type maker struct {
	network string
	size    int // of random
	write   func(random []byte) string
	// strong says that no single wrong character can pass: the checksum is a code, or has four bytes of a hash.
	strong bool
}

func makers() []maker {
	check58 := func(network string, size int, strong bool, version ...byte) maker {
		return maker{network, size, func(r []byte) string { return encode58Check(bitcoin, append(append([]byte{}, version...), r...)) }, strong}
	}
	segwit := func(network, prefix string, version byte, size int, constant uint32) maker {
		return maker{network, size, func(r []byte) string { return bech32(prefix, append([]byte{version}, fives(r)...), constant) }, true}
	}
	plain := func(network, prefix string, size int, constant uint32) maker {
		return maker{network, size, func(r []byte) string { return bech32(prefix, fives(r), constant) }, true}
	}
	const one, m = 1, 0x2bc830a3
	list := []maker{
		check58("Bitcoin", 20, true, 0), check58("Bitcoin", 20, true, 5), check58("Litecoin", 20, true, 0x30), check58("Litecoin", 20, true, 0x32),
		check58("Dogecoin", 20, true, 0x1e), check58("Dogecoin", 20, true, 0x16), check58("Dash", 20, true, 0x4c), check58("Dash", 20, true, 0x10),
		check58("Tron", 20, true, 0x41), check58("Zcash", 20, true, 0x1c, 0xb8), check58("Horizen", 20, true, 0x20, 0x89), check58("Qtum", 20, true, 0x3a),
		check58("Ravencoin", 20, true, 0x3c), check58("Digibyte", 20, true, 0x3f), check58("Komodo", 20, true, 0x55), check58("Vertcoin", 20, true, 0x47),
		check58("Monacoin", 20, true, 0x37), check58("Peercoin", 20, true, 0x75), check58("Bitcoin_Gold", 20, true, 0x26), check58("Hathor", 20, true, 0x28),
		check58("Neo", 20, true, 0x35), check58("Ontology", 20, true, 0x17), check58("Tezos", 20, true, 0x06, 0xa1, 0xa6), check58("Concordium", 32, true, 1),
		check58("Mina", 33, true, 0xcb, 1, 1), check58("Bitcoin_Satoshi_Vision", 20, true, 0),
		segwit("Bitcoin", "bc", 0, 20, one), segwit("Bitcoin", "bc", 0, 32, one), segwit("Bitcoin", "bc", 1, 32, m), segwit("Litecoin", "ltc", 1, 32, m),
		segwit("Digibyte", "dgb", 0, 20, one), segwit("Bitcoin_Gold", "btg", 0, 20, one), segwit("Qtum", "qc", 0, 20, one), segwit("Monacoin", "mona", 0, 32, one),
		plain("Cosmos", "cosmos", 20, one), plain("Cosmos", "cosmos", 32, one), plain("Elrond", "erd", 32, one), plain("Oasis", "oasis", 21, one),
		plain("Chia", "xch", 32, m), plain("Radix", "account_rdx", 30, m), plain("Shimmer", "smr", 33, one), plain("Kava", "kava", 20, one),
		plain("Harmony", "one", 20, one), plain("Iotex", "io", 20, one), plain("PlatON", "lat", 20, one), plain("Zcash", "zs", 43, one), plain("Zcash", "tex", 20, m),
		plain("Okexchain", "ex", 20, one), plain("Binance_Chain", "bnb", 20, one),
		{"Nervos", 54, func(r []byte) string { return bech32("ckb", fives(append([]byte{0}, r...)), m) }, true},
		{"Cardano", 56, func(r []byte) string { return bech32("addr", fives(append([]byte{0x01}, r...)), one) }, true},
		{"Cardano", 28, func(r []byte) string { return bech32("addr", fives(append([]byte{0x61}, r...)), one) }, true},
		{"Cardano", 28, func(r []byte) string { return byron(r, 0xa0) }, true},
		{"Cardano", 28, func(r []byte) string { return byron(r, append([]byte{0xa1, 0x01, 0x58, 28}, r...)...) }, true},
		{"Bitcoin_Cash", 20, func(r []byte) string { return cash(groups, "bitcoincash", fives(append([]byte{0x10}, r...))) }, true},
		{"Bitcoin_Cash", 32, func(r []byte) string { return cash(groups, "bitcoincash", fives(append([]byte{0x0b}, r...))) }, true},
		{"Simple_Ledger_Protocol", 20, func(r []byte) string { return cash(groups, "simpleledger", fives(append([]byte{0}, r...))) }, true},
		{"Conflux", 20, func(r []byte) string {
			return cash("abcdefghjkmnprstuvwxyz0123456789", "cfx", fives(append([]byte{0}, r...)))
		}, true},
		{"XRP", 20, func(r []byte) string { return encode58Check(ripple, append([]byte{0}, r...)) }, true},
		{"XRP", 24, func(r []byte) string {
			return encode58Check(ripple, append(append([]byte{0x05, 0x44}, r[:20]...), append([]byte{1}, append(r[20:24:24], 0, 0, 0, 0)...)...))
		}, true},
		{"Stellar", 32, func(r []byte) string { return checked16(6<<3, r) }, true},
		{"Stellar", 40, func(r []byte) string { return checked16(12<<3, r) }, true},
		{"Stellar", 32, func(r []byte) string { return checked16(2<<3, r) }, true},
		{"Algorand", 32, func(r []byte) string {
			sum := sha512.Sum512_256(r)
			return plain32.EncodeToString(append(append([]byte{}, r...), sum[28:]...))
		}, true},
		{"Polkadot", 32, func(r []byte) string { return ss58(r, 0) }, false},
		{"Kusama", 32, func(r []byte) string { return ss58(r, 2) }, false},
		{"Acala", 32, func(r []byte) string { return ss58(r, 10) }, false},
		{"Monero", 64, func(r []byte) string {
			raw := append([]byte{42}, r...)
			return monero(append(raw, keccak(raw)[:4]...))
		}, true},
		{"Monero", 72, func(r []byte) string {
			raw := append([]byte{19}, r...)
			return monero(append(raw, keccak(raw)[:4]...))
		}, true},
		{"TON", 32, func(r []byte) string {
			raw := append([]byte{0x11, 0}, r...)
			return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint16(raw, xmodem(raw)))
		}, true},
		{"Waves", 20, func(r []byte) string {
			raw := append([]byte{1, 'W'}, r...)
			return base58(append(raw, keccak(blake(32, raw))[:4]...))
		}, true},
		{"Ergo", 33, func(r []byte) string {
			raw := append([]byte{1}, r...)
			return base58(append(raw, blake(32, raw)[:4]...))
		}, true},
		{"Aeternity", 32, func(r []byte) string { return "ak_" + encode58Check(bitcoin, append([]byte{}, r...)) }, true},
		{"Nem", 20, func(r []byte) string {
			raw := append([]byte{0x68}, r...)
			return plain32.EncodeToString(append(raw, keccak(raw)[:4]...))
		}, true},
		{"Symbol", 20, func(r []byte) string {
			raw := append([]byte{0x68}, r...)
			sum := sha3.Sum256(raw)
			return plain32.EncodeToString(append(raw, sum[:3]...))
		}, false},
		{"Sia", 32, func(r []byte) string { return hex.EncodeToString(append(append([]byte{}, r...), blake(32, r)[:6]...)) }, true},
		{"Filecoin", 20, func(r []byte) string {
			return "f1" + strings.ToLower(plain32.EncodeToString(append(append([]byte{}, r...), blake(4, []byte{1}, r)...)))
		}, true},
		{"Filecoin", 20, func(r []byte) string {
			return "f410f" + strings.ToLower(plain32.EncodeToString(append(append([]byte{}, r...), blake(4, []byte{4, 10}, r)...)))
		}, true},
		{"Internet_Computer", 28, func(r []byte) string {
			return hex.EncodeToString(append(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(r)), r...))
		}, true},
		{"Nano", 32, func(r []byte) string {
			sum := blake(5, r)
			raw := append([]byte{}, r...)
			for i := range sum {
				raw = append(raw, sum[4-i])
			}
			n := new(big.Int).SetBytes(raw)
			out := ""
			for range 60 {
				out = string("13456789abcdefghijkmnopqrstuwxyz"[n.Uint64()&31]) + out
				n.Rsh(n, 5)
			}
			return "nano_" + out
		}, true},
		{"Stacks", 20, func(r []byte) string {
			first := sha256.Sum256(append([]byte{22}, r...))
			second := sha256.Sum256(first[:])
			n := new(big.Int).SetBytes(append(append([]byte{}, r...), second[:4]...))
			out := ""
			for n.Sign() > 0 {
				out = string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[n.Uint64()&31]) + out
				n.Rsh(n, 5)
			}
			return "SP" + out
		}, true},
		{"Hedera", 8, func(r []byte) string { return "0.0." + strconv.FormatUint(binary.BigEndian.Uint64(r)>>1, 10) }, false},
		{"Aptos", 32, func(r []byte) string { return "0x" + hex.EncodeToString(r) }, false},
		{"Sui", 32, func(r []byte) string { return "0x" + hex.EncodeToString(r) }, false},
		{"Solana", 32, func(r []byte) string { return base58(r) }, false},
		{"Near", 32, hex.EncodeToString, false},
		{"Ethereum", 20, func(r []byte) string { return "0x" + hex.EncodeToString(r) }, false},
	}
	return list
}

func checked16(version byte, r []byte) string {
	raw := append([]byte{version}, r...)
	return plain32.EncodeToString(binary.LittleEndian.AppendUint16(raw, xmodem(raw)))
}

func ss58(r []byte, prefix byte) string {
	raw := append([]byte{prefix}, r...)
	return base58(append(raw, blake(64, []byte("SS58PRE"), raw)[:2]...))
}

// What is written is valid and has one canonical form; with one character replaced it is refused, or is the same address (a capital, a
// letter that stands for a digit).
func TestWrittenAddressesAreValid(t *testing.T) {
	for i, m := range makers() {
		t.Run(m.network+"-"+strconv.Itoa(i), func(t *testing.T) { testMaker(t, m) })
	}
}

func testMaker(t *testing.T, m maker) {
	n := network(t, m.network)
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.SliceOfN(rapid.Byte(), m.size, m.size).Draw(t, "random")
		text := m.write(random)
		if text == "" {
			return
		}
		right := address.Check(n, text)
		if right.Validity != address.Valid {
			t.Fatalf("%s is refused: %s", text, right.Reason)
		}
		if other := address.Check(n, m.write(changed(random))); other.Canonical == right.Canonical && other.Memo == right.Memo {
			t.Fatalf("two addresses have one form, %s", right.Canonical)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		c := rapid.ByteRange('!', '~').Draw(t, "character")
		wrong := text[:at] + string(c) + text[at+1:]
		got := address.Check(n, wrong)
		if m.strong && got.Validity == address.Valid && !got.Weak && got.Canonical != right.Canonical {
			t.Fatalf("%s passes as well as %s", wrong, text)
		}
	})
}

// changed is random with its first bit turned over.
func changed(random []byte) []byte {
	out := append([]byte{}, random...)
	out[0] ^= 0x80
	return out
}

// Both forms of one thing are one address.
func TestMuxedAndIntegratedAddresses(t *testing.T) {
	stellar, _ := address.LookupNetwork("Stellar")
	xmr, _ := address.LookupNetwork("Monero")
	xrp, _ := address.LookupNetwork("XRP")
	same := func(t *rapid.T, n address.Network, a, b string) {
		x, y := address.Check(n, a), address.Check(n, b)
		if x.Validity != address.Valid || y.Validity != address.Valid || x.Canonical != y.Canonical || x.Memo != y.Memo || !x.HasMemo || !y.HasMemo {
			t.Fatalf("%s is %+v, %s is %+v", a, x, b, y)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "key")
		id := rapid.Uint64().Draw(t, "id")
		number := binary.BigEndian.AppendUint64(nil, id)
		same(t, stellar, checked16(12<<3, append(append([]byte{}, key[:32]...), number...)), checked16(6<<3, key[:32])+":"+strconv.FormatUint(id, 10))

		standard, integrated := append([]byte{18}, key...), append(append([]byte{19}, key...), number...)
		same(t, xmr, monero(append(integrated, keccak(integrated)[:4]...)), monero(append(standard, keccak(standard)[:4]...))+":"+hex.EncodeToString(number))

		tag := uint32(id)
		tagged := append(append([]byte{0x05, 0x44}, key[:20]...), 1)
		tagged = append(binary.LittleEndian.AppendUint32(tagged, tag), 0, 0, 0, 0)
		same(t, xrp, encode58Check(ripple, tagged), encode58Check(ripple, append([]byte{0}, key[:20]...))+":"+strconv.FormatUint(uint64(tag), 10))
	})
}

// Well-made texts that break one rule of their scheme, with a checksum that is right.
func TestMadeForms(t *testing.T) {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i + 1)
	}
	ss58With := func(head ...byte) string {
		raw := append(append([]byte{}, head...), key...)
		return base58(append(raw, blake(64, []byte("SS58PRE"), raw)[:2]...))
	}
	ton := func(flags, chain byte) string {
		raw := append([]byte{flags, chain}, key...)
		return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint16(raw, xmodem(raw)))
	}
	ergo := func(kind byte, content []byte) string {
		raw := append([]byte{kind}, content...)
		return base58(append(raw, blake(32, raw)[:4]...))
	}
	byronOf := func(inner ...byte) string {
		out := append([]byte{0x82, 0xd8, 0x18, 0x58, byte(len(inner))}, inner...)
		return base58(binary.BigEndian.AppendUint32(append(out, 0x1a), crc32.ChecksumIEEE(inner)))
	}
	root := key[:28]
	shortForm := append(append([]byte{0x83, 0x58, 28}, root...), 0xa0, 0x00)
	longForm := append(append([]byte{0x83, 0x59, 0, 28}, root...), 0xa0, 0x00)
	const one, m = 1, 0x2bc830a3
	rows := []struct {
		name, network, text string
		reason              address.Reason
	}{
		{"prefix 0", "Polkadot", ss58With(0), ""},
		{"prefix 36 of Centrifuge", "Centrifuge", ss58With(36), ""},
		{"prefix 0 in two bytes", "Polkadot", ss58With(0x40, 0x00), address.Prefix},
		{"a reserved prefix", "Polkadot", ss58With(0x80), address.Prefix},
		{"a prefix of two bytes, 64", "Polkadot", ss58With(0x50, 0x00), address.Prefix},
		{"Byron in its shortest form", "Cardano", byronOf(shortForm...), ""},
		{"Byron with a longer length than need be", "Cardano", byronOf(longForm...), address.Length},
		{"Byron with something behind", "Cardano", byronOf(append(shortForm, 0)...), address.Length},
		{"Byron of kind 3", "Cardano", byronOf(append(append([]byte{}, shortForm[:len(shortForm)-1]...), 3)...), address.Length},
		{"Shelley on network 2", "Cardano", bech32("addr", fives(append([]byte{0x62}, root...)), one), address.Prefix},
		{"Shelley of 30 bytes without a stake part", "Cardano", bech32("addr", fives(append([]byte{0x61}, append(root, 0)...)), one), address.Length},
		{"Shelley with two numbers for a pointer", "Cardano", bech32("addr", fives(append([]byte{0x41}, append(root, 1, 2)...)), one), address.Length},
		{"Shelley with a pointer", "Cardano", bech32("addr", fives(append([]byte{0x41}, append(root, 0x81, 0x01, 2, 3)...)), one), ""},
		{"Shelley with bech32m", "Cardano", bech32("addr", fives(append([]byte{0x61}, root...)), m), address.Checksum},
		{"workchain 0", "TON", ton(0x11, 0), ""},
		{"workchain 5", "TON", ton(0x11, 5), address.Prefix},
		{"unknown flags", "TON", ton(0x12, 0), address.Prefix},
		{"bech32m on Cosmos", "Cosmos", bech32("cosmos", fives(key[:20]), m), address.Checksum},
		{"bech32 on Chia", "Chia", bech32("xch", fives(key), one), address.Checksum},
		{"a validator", "Cosmos", bech32("cosmosvaloper", fives(key[:20]), one), address.Kind},
		{"a public key", "Cosmos", bech32("cosmospub", fives(key), one), address.Kind},
		{"21 bytes on Cosmos", "Cosmos", bech32("cosmos", fives(key[:21]), one), address.Length},
		{"a stake pool's prefix", "Oasis", bech32("oasistest", fives(key[:21]), one), address.TestNet},
		{"P2PK", "Ergo", ergo(1, append([]byte{2}, key...)), ""},
		{"a script", "Ergo", ergo(3, key[:9]), ""},
		{"kind 4", "Ergo", ergo(4, key), address.Prefix},
		{"P2PK of 31 bytes", "Ergo", ergo(1, key[:31]), address.Length},
		{"a contract", "Stacks", "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7.token", address.Kind},
		{"a seed", "Stellar", checked16(18<<3, key), address.Kind},
		{"another version", "Stellar", checked16(1<<3, key), address.Prefix},
		{"the mijin chain", "Nem", plain32.EncodeToString(func() []byte { raw := append([]byte{0x60}, key[:20]...); return append(raw, keccak(raw)[:4]...) }()), address.TestNet},
		{"CKB of an unknown format", "Nervos", bech32("ckb", fives(append([]byte{5}, key...)), m), address.Prefix},
		{"CKB full with bech32", "Nervos", bech32("ckb", fives(append([]byte{0}, append(key, 1, 2)...)), one), address.Checksum},
		{"CKB short of 21 bytes", "Nervos", bech32("ckb", fives(append([]byte{1, 0}, key[:19]...)), one), address.Length},
		{"a unified address of 40 bytes", "Zcash", bech32("u", fives(append(key, key[:8]...)), m), address.Length},
		{"CashAddr of an unknown kind", "Bitcoin_Cash", cash(groups, "bitcoincash", fives(append([]byte{0x20}, key[:20]...))), address.Length},
		{"CashAddr of 20 bytes that says 32", "Bitcoin_Cash", cash(groups, "bitcoincash", fives(append([]byte{0x0b}, key[:20]...))), address.Length},
	}
	for _, row := range rows {
		got := address.Check(network(t, row.network), row.text)
		if got.Reason != row.reason || (got.Validity == address.Valid) != (row.reason == "") {
			t.Errorf("%s: %s on %s is %d %q, want %q", row.name, row.text, row.network, got.Validity, got.Reason, row.reason)
		}
	}
	bch := network(t, "Bitcoin_Cash")
	for kind, size := range map[byte]int{0x00: 20, 0x08: 20, 0x0b: 32} {
		made := func(version byte) string {
			return cash(groups, "bitcoincash", fives(append([]byte{version}, key[:size]...)))
		}
		a, b := address.Check(bch, made(kind)), address.Check(bch, made(kind|0x10))
		if a.Validity != address.Valid || a.Canonical != b.Canonical {
			t.Errorf("kind %d: %+v, and with tokens %+v", kind, a, b)
		}
	}
}
