package legacy

import "testing"

func TestBlocksThatTalk(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"text", "PlayPrompt", "Text=Good morning; TextToSpeechType=text", "Success>a",
			"MessageParticipant", `{"Text":"Good morning"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"SSML, and a branch for errors", "PlayPrompt", "Text=<speak>Hi</speak>; TextToSpeechType=ssml", "Success>a Error>b",
			"MessageParticipant", `{"SSML":"<speak>Hi</speak>"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a text of an attribute", "PlayPrompt", "Text=greeting@User Defined; TextToSpeechType=text", "Success>a",
			"MessageParticipant", `{"Text":"$.Attributes.greeting"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"a recording", "PlayPrompt", "AudioPrompt=arn:prompt|Beep.wav", "Success>a",
			"MessageParticipant", `{"PromptId":"arn:prompt"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"under its older name", "PlayAudio", "Text=Hi", "Success>a",
			"MessageParticipant", `{"Text":"Hi"}`, ">a !NoMatchingError>a", nil,
		},
		{
			"never connected", "PlayPrompt", "Text=Hi", "Success>",
			"MessageParticipant", `{"Text":"Hi"}`, "", nil,
		},
		{
			"a parameter of tomorrow", "PlayPrompt", "Text=Hi; Loudness=11; Empty=", "Success>a",
			"MessageParticipant", `{"Text":"Hi"}`, ">a !NoMatchingError>a", []string{"the parameter Loudness is not known and was left out"},
		},
		{
			"a branch of tomorrow", "PlayPrompt", "Text=Hi", "Success>a Interrupted>b",
			"MessageParticipant", `{"Text":"Hi"}`, ">a !NoMatchingError>a", []string{"the branch Interrupted is not known and was left out"},
		},
		{
			"two prompts and an interruption", "LoopPrompts", "Text.text=One moment; AudioPrompt=arn:prompt|Jazz.wav; InterruptSeconds=120", "Timeout>a Error>b",
			"MessageParticipantIteratively", `{"Messages":[{"Text":"One moment"},{"PromptId":"arn:prompt"}],"InterruptFrequencySeconds":"120"}`, ">b =MessagesInterrupted>a !NoMatchingError>b", nil,
		},
		{
			"spoken", "LoopPrompts", "Text.ssml=<speak/>", "Error>b",
			"MessageParticipantIteratively", `{"Messages":[{"SSML":"<speak/>"}]}`, ">b !NoMatchingError>b", nil,
		},
		{
			"a view", "ShowView", "ViewResource=arn:view|Detail; ViewVersion=2; InvocationTimeLimitSeconds=400; ViewData.Heading=title@User Defined", "Evaluate:Equals:Next>a NoMatch>b Timeout>c Error>d",
			"ShowView", `{"ViewResource":{"Id":"arn:view","Version":"2"},"InvocationTimeLimitSeconds":"400","ViewData":{"Heading":"$.Attributes.title"}}`,
			">d =Next>a !NoMatchingCondition>b !TimeLimitExceeded>c !NoMatchingError>d", nil,
		},
		{"the end", "Disconnect", "", "", "DisconnectParticipant", `{}`, "", nil},
	})
}

func TestBlocksThatAsk(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"keys", "GetUserInput/Digits", "Text=Press 1; TextToSpeechType=text; Timeout=5; MaxDigits=1", "Evaluate:Equals:1>a Timeout>b NoMatch>c Error>d",
			"GetParticipantInput", `{"Text":"Press 1","StoreInput":"False","InputTimeLimitSeconds":"5"}`,
			">d =1>a !InputTimeLimitExceeded>b !NoMatchingCondition>c !NoMatchingError>d", nil,
		},
		{
			"several keys, without a target", "GetUserInput", "Text=Press 12; MaxDigits=2", "Evaluate:Equals:12>a NoMatch>c",
			"GetParticipantInput", `{"Text":"Press 12","StoreInput":"False"}`,
			">c =12>a !NoMatchingCondition>c", []string{"MaxDigits 2 was left out: the language compares as many digits as its conditions have"},
		},
		{
			"a bot", "GetUserInput/Lex", "Text=How can I help?; TextToSpeechType=text; BotName=Helper; BotAlias=live; BotRegion=eu-west-2", "Evaluate:Equals:Order>a NoMatch>b Error>c",
			"ConnectParticipantWithLexBot", `{"Text":"How can I help?","LexBot":{"Name":"Helper","Alias":"live","Region":"eu-west-2"}}`,
			">c =Order>a !NoMatchingCondition>b !NoMatchingError>c", nil,
		},
		{
			"a bot without a region, without a target", "GetUserInput", "Text=Hi; BotName=Helper; BotAlias=live", "NoMatch>b Error>c",
			"ConnectParticipantWithLexBot", `{"Text":"Hi","LexBot":{"Name":"Helper","Alias":"live"}}`, ">c !NoMatchingCondition>b !NoMatchingError>c", nil,
		},
		{
			"a bot of the second version", "GetUserInput/LexV2", "Text=Hi; BotAliasArn=arn:aws:lex:x:1:bot-alias/B/A; SessionAttribute.ContactId=ContactId@System; InitialMessage=hello; Timeout=300", "Timeout>a Error>c",
			"ConnectParticipantWithLexBot",
			`{"Text":"Hi","LexV2Bot":{"AliasArn":"arn:aws:lex:x:1:bot-alias/B/A"},"LexSessionAttributes":{"ContactId":"$.ContactId"},"LexInitializationData":{"InitialMessage":"hello"},"LexTimeoutSeconds":{"Text":"300"}}`,
			">c !InputTimeLimitExceeded>a !NoMatchingError>c", nil,
		},
		{
			"a bot of the second version, named in the alias", "GetUserInput/Lex", "Text=Hi; BotName=Helper; BotAlias=arn:aws:lex:x:1:bot-alias/B/A", "Error>c",
			"ConnectParticipantWithLexBot", `{"Text":"Hi","LexV2Bot":{"AliasArn":"arn:aws:lex:x:1:bot-alias/B/A"}}`, ">c !NoMatchingError>c", nil,
		},
		{
			"digits to keep", "StoreUserInput", "Text=Your PIN; TextToSpeechType=text; CustomerInputType=Custom; Timeout=5; MaxDigits=4; EncryptEntry=false; TerminatorDigits=#; DisableCancel=false; InterdigitTimeout=2", "Success>a Error>b",
			"GetParticipantInput",
			`{"Text":"Your PIN","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"4"}},"DTMFConfiguration":{"InputTerminationSequence":"#","DisableCancelKey":"False","InterdigitTimeLimitSeconds":"2"}}`,
			">a !NoMatchingError>b", nil,
		},
		{
			"a secret", "StoreCustomerInput", "Text=Card; MaxDigits=16; EncryptEntry=true; EncryptionKeyId=key; EncryptionKey=PEM; DisableCancel=true", "Success>a Error>b",
			"GetParticipantInput",
			`{"Text":"Card","StoreInput":"True","InputValidation":{"CustomValidation":{"MaximumLength":"16"}},"InputEncryption":{"EncryptionKeyId":"key","Key":"PEM"},"DTMFConfiguration":{"DisableCancelKey":"True"}}`,
			">a !NoMatchingError>b", nil,
		},
		{
			"a telephone number", "StoreUserInput", "Text=Number; CustomerInputType=PhoneNumber; PhoneNumberFormat=Local; CountryCode=AU", "Success>a InvalidNumber>b Timeout>c Error>d",
			"GetParticipantInput", `{"Text":"Number","StoreInput":"True","InputValidation":{"PhoneNumberValidation":{"NumberFormat":"Local","CountryCode":"AU"}}}`,
			">a !InvalidPhoneNumber>b !InputTimeLimitExceeded>c !NoMatchingError>d", nil,
		},
		{
			"a number from abroad", "StoreUserInput", "Text=Number; CustomerInputType=PhoneNumber; PhoneNumberFormat=International", "Success>a Error>d",
			"GetParticipantInput", `{"Text":"Number","StoreInput":"True","InputValidation":{"PhoneNumberValidation":{"NumberFormat":"E164"}}}`, ">a !NoMatchingError>d", nil,
		},
	})
}
