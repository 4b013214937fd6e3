package legacy

import "testing"

func TestBlocksThatKeepData(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"attributes, static and dynamic", "SetAttributes", "Attribute.plan=gold; Attribute.said=Stored customer input@System; Attribute.from=queue name@External", "Success>a Error>b",
			"UpdateContactAttributes", `{"Attributes":{"plan":"gold","said":"$.StoredCustomerInput","from":"$.External['queue name']"},"TargetContact":"Current"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"the older block of one", "SetScreenPop", "key=url; value=page@External", "Success>a",
			"UpdateContactAttributes", `{"Attributes":{"url":"$.External.page"},"TargetContact":"Current"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"of the flow", "SetFlowAttributes", "FlowAttribute.step=1; FlowAttribute.who=name@User Defined", "Success>a Error>b",
			"UpdateFlowAttributes", `{"FlowAttributes":{"step":{"Value":"1"},"who":{"Value":"$.Attributes.name"}}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"of the contact", "SetContactData", "LanguageCode=de-DE; CustomerId=id@External; ContactData.Name=Order", "Success>a",
			"UpdateContactData", `{"LanguageCode":"de-DE","CustomerId":"$.External.id","Name":"Order","TargetContact":"Current"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"tags", "SetContactTags", "Tag.team=blue", "Success>a Error>b",
			"TagContact", `{"Tags":{"team":"blue"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"tags off", "UntagContact", "TagKey=team; Tag.shift=", "Success>a Error>b",
			"UnTagContact", `{"TagKeys":["team","shift"]}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a past chat", "CreatePersistentContactAssociation", "RehydrationType=FROM_SEGMENT; SourceContactId=last@User Defined", "Success>a Error>b",
			"CreatePersistentContactAssociation", `{"RehydrationType":"FROM_SEGMENT","SourceContactId":"$.Attributes.last"}`, ">a !NoMatchingError>b", nil,
		},
	})
}

func TestBlocksThatCallOthers(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"a function", "InvokeExternalResource/Lambda", "FunctionArn=arn:fn; TimeLimit=8; Parameter.phone=Customer Number@System; Parameter.env=prod", "Success>a Error>b",
			"InvokeLambdaFunction",
			`{"LambdaFunctionARN":"arn:fn","InvocationTimeLimitSeconds":"8","LambdaInvocationAttributes":{"phone":"$.CustomerEndpoint.Address","env":"prod"},"ResponseValidation":{"ResponseType":"STRING_MAP"}}`,
			">a !NoMatchingError>b", nil,
		},
		{
			"a function that an attribute names", "InvokeExternalResource", "FunctionArn=fn@External; TimeLimit=3; ResponseType=JSON", "Success>a Error>b",
			"InvokeLambdaFunction", `{"LambdaFunctionARN":"$.External.fn","InvocationTimeLimitSeconds":"3","ResponseValidation":{"ResponseType":"JSON"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a module", "InvokeModule", "FlowModuleId=m-1|Survey", "Success>a Error>b",
			"InvokeFlowModule", `{"FlowModuleId":"m-1"}`, ">a !NoMatchingError>b", nil,
		},
		{"the end of a module", "Return", "", "", "EndFlowModuleExecution", `{}`, "", nil},
		{
			"a task", "CreateTask", "ContactFlowId=|Tasks; Name=Call back; DelaySeconds=60; Attribute.why=reason@User Defined; Reference.ticket=https://x.test", "Success>a Error>b",
			"CreateTask",
			`{"ContactFlowId":"Tasks","Name":"Call back","DelaySeconds":"60","Attributes":{"why":"$.Attributes.reason"},"References":{"ticket":{"Type":"URL","Value":"https://x.test"}}}`,
			">a !NoMatchingError>b", nil,
		},
		{
			"what nobody knows", "Teleport/Mars", `Speed=9; Speed=10; Plan={"a":1}; Door.left=key@User Defined`, "Success>a Evaluate:Equals:x>e NoMatch>c Stuck>b Error>d",
			"Teleport/Mars", `{"Speed":["9","10"],"Plan":{"a":1},"Door":{"left":"$.Attributes.key"}}`,
			">a =x>e !NoMatchingError>d !NoMatchingCondition>c !Stuck>b", []string{"the block type is not known; it was taken over with its own names"},
		},
	})
}
