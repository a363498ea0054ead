// Command tlslab serves net/http/pprof over TLS in each way that goes wrong, on loopback, with certificates made for
// this one run in the folder that is its argument. It prints where each is, and ends with its stdin.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"path/filepath"
	"time"
)

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func main() {
	folder := os.Args[1]
	now := time.Now()
	year := 365 * 24 * time.Hour
	shop, stranger := newAuthority("shop authority"), newAuthority("strange authority")
	write(folder, "ca.pem", block("CERTIFICATE", shop.certificate.Raw))
	clients := x509.NewCertPool()
	clients.AddCert(shop.certificate)
	for name, signer := range map[string]authority{"client": shop, "stranger": stranger} {
		pair := signer.sign(name, nil, now.Add(-time.Hour), now.Add(year))
		key := keyBytes(pair)
		write(folder, name+".pem", block("CERTIFICATE", pair.Certificate[0]))
		write(folder, name+"-key.pem", block("PRIVATE KEY", key))
		locked, err := x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", key, []byte("open"), x509.PEMCipherAES256)
		check(err)
		write(folder, name+"-locked.pem", pem.EncodeToMemory(locked))
	}
	here := []string{"127.0.0.1"}
	urls := map[string]string{
		"good":    serve(shop.sign("good", here, now.Add(-time.Hour), now.Add(year)), nil),
		"expired": serve(shop.sign("expired", here, now.Add(-2*year), now.Add(-year)), nil),
		"future":  serve(shop.sign("future", here, now.Add(year), now.Add(2*year)), nil),
		"named":   serve(shop.sign("named", []string{"shop.example.com"}, now.Add(-time.Hour), now.Add(year)), nil),
		"mutual":  serve(shop.sign("mutual", here, now.Add(-time.Hour), now.Add(year)), clients),
		"plain":   plain(),
	}
	check(json.NewEncoder(os.Stdout).Encode(urls))
	io.Copy(io.Discard, os.Stdin)
}

func newAuthority(name string) authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-3 * 365 * 24 * time.Hour), NotAfter: time.Now().Add(3 * 365 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(err)
	certificate, err := x509.ParseCertificate(raw)
	check(err)
	return authority{certificate, key}
}

// sign makes a certificate for hosts, or for a client where there are none.
func (a authority) sign(name string, hosts []string, from, until time.Time) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	check(err)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

func serve(pair tls.Certificate, clients *x509.CertPool) string {
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	if clients != nil {
		config.ClientCAs, config.ClientAuth = clients, tls.RequireAndVerifyClientCert
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	check(err)
	go quiet().Serve(listener)
	return "https://" + listener.Addr().String()
}

func plain() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go quiet().Serve(listener)
	return "http://" + listener.Addr().String()
}

func quiet() *http.Server {
	return &http.Server{ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: 10 * time.Second}
}

func keyBytes(pair tls.Certificate) []byte {
	raw, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	check(err)
	return raw
}

func block(kind string, raw []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw})
}

func write(folder, name string, data []byte) {
	check(os.WriteFile(filepath.Join(folder, name), data, 0o600))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
