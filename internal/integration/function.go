package integration

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// function reads one function: lambda or http.
func (r *reader) function(key, n strictyaml.Node) function.Provider {
	name := key.Text()
	if name == "" || len(name) > 256 || strings.Contains(strings.TrimSuffix(name, "*"), "*") {
		key.Fail("a function has an ARN or a name of 1 to 256 characters; a * at the end stands for all that begin so")
	}
	m := n.Mapping()
	lambda, posted := m.Get("lambda"), m.Get("http")
	m.End()
	if count(lambda, posted) != 1 {
		n.Fail("want one of lambda, http")
		return nil
	}
	if lambda.Given() {
		return r.lambda(name, lambda)
	}
	p := posted.Mapping()
	u := &function.URL{
		Poster: r.poster, URL: url(p.Need("url")), Header: r.headers(p.Get("headers")),
		Secret: []byte(r.secret(p.Get("secret"))),
	}
	p.End()
	return u
}

// lambda reads a function of Lambda, or of something that takes its requests.
func (r *reader) lambda(name string, n strictyaml.Node) function.Provider {
	m := n.Mapping()
	l := &function.Lambda{Poster: r.poster, Name: m.Get("name").Text()}
	l.Endpoint, l.Signer = r.aws(m, function.Service, regionOf(name), function.Endpoint)
	m.End()
	return l
}

// regionOf is the region that an ARN names, "" if it names none.
func regionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 4 || parts[0] != "arn" || strings.Contains(parts[3], "*") {
		return ""
	}
	return parts[3]
}
