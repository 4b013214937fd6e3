package connectsvc_test

import (
	"strings"
	"testing"
)

func TestReferencesAreListedByType(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	want(t, s.call(t, "POST", "/contacts/"+instance+"/"+out.ContactId, `{"References":{
		"shop":{"Type":"URL","Value":"https://example.com/7"},"bill":{"Type":"ATTACHMENT","Value":"arn:bill","Status":"APPROVED"},
		"order":{"Type":"NUMBER","Value":"7"},"note":{"Type":"STRING","Value":"late"},"due":{"Type":"DATE","Value":"1772355600"},
		"to":{"Type":"EMAIL","Value":"a@example.com"},"said":{"Type":"CONTACT_ANALYSIS"}}}`), 200, "")
	path := "/contact/references/" + instance + "/" + out.ContactId
	for types, list := range map[string]string{
		"URL": `{"Url":{"Name":"shop","Value":"https://example.com/7"}}`,
		"URL&ATTACHMENT&NUMBER&STRING&DATE&EMAIL": `{"Attachment":{"Name":"bill","Status":"APPROVED","Value":"arn:bill"}},` +
			`{"Date":{"Name":"due","Value":"1772355600"}},{"String":{"Name":"note","Value":"late"}},{"Number":{"Name":"order","Value":"7"}},` +
			`{"Url":{"Name":"shop","Value":"https://example.com/7"}},{"Email":{"Name":"to","Value":"a@example.com"}}`,
		"EMAIL_MESSAGE&CONTACT_ANALYSIS": "",
	} {
		a := s.call(t, "GET", path+"?referenceTypes="+strings.ReplaceAll(types, "&", "&referenceTypes="), "")
		want(t, a, 200, "")
		if wanted := `{"ReferenceSummaryList":[` + list + `]}`; a.Text != wanted {
			t.Errorf("%s: got\n%s\nwant\n%s", types, a.Text, wanted)
		}
	}
	s.refuse(t,
		refusal{"no types", "GET", path, "", 400, "InvalidParameterException", "ReferenceTypes"},
		refusal{"another type", "GET", path + "?referenceTypes=SMELL", "", 400, "InvalidParameterException", "ReferenceTypes"},
		refusal{"a page that is none", "GET", path + "?referenceTypes=URL&nextToken=x", "", 400, "InvalidParameterException", "NextToken"},
		refusal{"unknown contact", "GET", "/contact/references/" + instance + "/x?referenceTypes=URL", "", 404, "ResourceNotFoundException", "ContactId"},
	)
}

func TestDataOfCustomersAreDeletedWhenTheContactIsOver(t *testing.T) {
	s := newSite(t)
	out := s.start(t, `,"Attributes":{"colour":"green"}`)
	path := "/contact/delete/" + instance + "/" + out.ContactId
	const endpoint = `{"ContactFields":["CUSTOMER_ENDPOINT"]}`
	s.refuse(t, refusal{"it goes on", "POST", path, endpoint, 409, "ContactNotTerminatedException", "goes on"})
	s.stop(t, out.ContactId)
	before := describe(t, s, out.ContactId)
	for range 2 {
		want(t, s.call(t, "POST", path, endpoint), 200, "")
	}
	if after := describe(t, s, out.ContactId); len(after) != len(before) || string(after["Attributes"]) != `{"colour":"green"}` {
		t.Errorf("got %s, want what it had before: a chat has no endpoint", after)
	}
	s.refuse(t,
		refusal{"of an email", "POST", path, `{"ContactFields":["CUSTOMER_ENDPOINT","EMAIL_SUBJECT"]}`, 400, "InvalidRequestException", "EMAIL_SUBJECT"},
		refusal{"unknown field", "POST", path, `{"ContactFields":["HAIR"]}`, 400, "InvalidParameterException", "ContactFields"},
		refusal{"no field", "POST", path, `{"ContactFields":[]}`, 400, "InvalidParameterException", "ContactFields"},
		refusal{"nothing", "POST", path, `{}`, 400, "InvalidParameterException", "ContactFields"},
		refusal{"unknown contact", "POST", "/contact/delete/" + instance + "/x", endpoint, 404, "ResourceNotFoundException", "ContactId"},
	)
}
