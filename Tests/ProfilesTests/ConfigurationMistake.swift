/// A configuration that has to be refused, and how.
struct ConfigurationMistake: Sendable {
  let text: String
  /// What follows the file's path and a colon.
  let message: String

  static let all = [
    ConfigurationMistake(
      text: "\ndefualt = \"alice\"\n",
      message: "2: unknown key 'defualt'. Did you mean 'default'? Known are: default, "
        + "protected, credential_helper, command_timeout, oauth, ca_file, profiles."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_file = \"k\"\nemial = \"a@b\"\n",
      message: "3: unknown key 'emial' in [profiles.alice]. Did you mean 'email'? Known are: "
        + "api_key_file, api_key_command, keyring, oauth, email, user_id, organization_id, "
        + "base_url, ca_file."),
    // The same word on an earlier line is not the place.
    ConfigurationMistake(
      text: "# colour\n[profiles.bob]\napi_key_file = \"colour\"\n[profiles.alice]\ncolour = 1\n",
      message: "5: unknown key 'colour' in [profiles.alice]. Known are: api_key_file, "
        + "api_key_command, keyring, oauth, email, user_id, organization_id, base_url, ca_file."),
    ConfigurationMistake(
      text: "[profiles]\nalice.api_key_file = \"k\"\nalice.colour = 1\n",
      message: "3: unknown key 'colour' in [profiles.alice]. Known are: api_key_file, "
        + "api_key_command, keyring, oauth, email, user_id, organization_id, base_url, ca_file."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_file = \"k\"\n\napi_key_command = [\n  \"pass\",\n]\n",
      message: "4: profile 'alice' names two sources, api_key_file and api_key_command. "
        + "Keep one."),
    ConfigurationMistake(
      text: "default = \"alice\"\n[profiles.alice]\nemail = \"a@b\"\n",
      message: "2: profile 'alice' names no source for its key. Add api_key_file, "
        + "api_key_command, keyring or oauth."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key = \"x\"\n",
      message: "2: a key does not belong in the configuration. Put it into a file of its own, "
        + "private to you (chmod 600), and name that file in api_key_file."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_file = 7\n",
      message: "2: api_key_file is a number, but has to be a string in quotes."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_file = \"\"\n",
      message: "2: api_key_file is empty. Fill it in, or take it out."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_command = \"pass show x\"\n",
      message: "2: api_key_command is a string, but has to be a list of strings, as in "
        + "[\"one\", \"two\"]."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_command = [\"pass\", true]\n",
      message: "2: api_key_command holds true or false, but has to be a list of strings, as in "
        + "[\"one\", \"two\"]."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_command = []\n",
      message: "2: the command is empty. Write its words: [\"pass\", \"show\", \"close/alice\"]."),
    ConfigurationMistake(
      text: "[profiles.alice]\r\napi_key_file = \"k\"\r\n\r\ncolour = 1\r\n",
      message: "4: unknown key 'colour' in [profiles.alice]. Known are: api_key_file, "
        + "api_key_command, keyring, oauth, email, user_id, organization_id, base_url, ca_file."),
    ConfigurationMistake(
      text: "\"col\\u0000our\" = 1\n",
      message:
        "1: unknown key 'col'. Known are: default, protected, credential_helper, command_timeout, "
        + "oauth, ca_file, profiles."),
    ConfigurationMistake(
      text: "credential_helper = [\"keys\"]\ncommand_timeout = \"soon\"\n",
      message: "2: command_timeout is 'soon', but has to be a time, as 90s or 2m."),
    ConfigurationMistake(
      text: "command_timeout = 90\n",
      message: "1: command_timeout is a number, but has to be a string in quotes."),
    ConfigurationMistake(
      text: "profiles = 1979-05-27\n",
      message: "1: profiles is a date or time, but has to be a table for each profile, as in "
        + "[profiles.alice]."),
    ConfigurationMistake(
      text: "[profiles]\nalice = \"key\"\n",
      message: "2: alice is a string, but has to be a table, as in [profiles.alice]."),
    ConfigurationMistake(
      text: "default = \"alcie\"\n[profiles.alice]\napi_key_file = \"k\"\n",
      message: "1: there is no profile 'alcie'. Did you mean 'alice'? Add [profiles.alcie], or "
        + "name one that is there."),
    ConfigurationMistake(
      text: "[profiles.alice]\napi_key_file = \"k\"\nbase_url = \"http://close.example\"\n",
      message: "3: The base URL 'http://close.example' is plain http to another machine, which "
        + "would show the key to the network; use https."),
    ConfigurationMistake(
      text: "[profiles.alice]\noauth = \"logins/alice\"\n",
      message:
        "2: profile 'alice' is a login, and no app to log in by is configured. Add [oauth] "
        + "with client_id, redirect_uri and client_secret_file."),
    ConfigurationMistake(
      text: "[oauth]\nclient_id = \"c\"\nredirect_uri = \"https://x\"\n",
      message: "1: [oauth] names no source of the app's secret. Add client_secret_file or "
        + "client_secret_command."),
    ConfigurationMistake(
      text: "[oauth]\nclient_id = \"c\"\nclient_secret = \"x\"\n",
      message: "3: a secret does not belong in the configuration. Put it into a file of its own, "
        + "private to you (chmod 600), and name that file in client_secret_file."),
    ConfigurationMistake(
      text: "[oauth]\nclient_id = \"c\"\nredirect_url = \"https://x\"\n",
      message: "3: unknown key 'redirect_url' in [oauth]. Did you mean 'redirect_uri'? Known "
        + "are: client_id, redirect_uri, client_secret_file, client_secret_command."),
    ConfigurationMistake(
      text: "[oauth]\nclient_id = \"c\"\nclient_secret_file = \"s\"\nredirect_uri = \"http://x\"\n",
      message:
        "4: redirect_uri has to begin with https://, because Close takes no other. It is the "
        + "address that the app is registered with."),
    ConfigurationMistake(
      text: "[oauth]\nclient_id = \"c\"\nclient_secret_file = \"s\"\n",
      message: "1: redirect_uri is missing in [oauth]. Close shows it where the app was made."),
    ConfigurationMistake(
      text: "[profiles.a]\nkeyring = \"a\"\nuser_id = \"u\"\norganization_id = \"o\"\n"
        + "[profiles.b]\nkeyring = \"b\"\nuser_id = \"u\"\norganization_id = \"o\"\n",
      message: "7: profiles 'a' and 'b' are both u in one organization, so nobody could tell "
        + "which of them acts. Remove one: sendas profiles remove b"),
  ]
}
