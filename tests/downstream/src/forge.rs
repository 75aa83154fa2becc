//! The API of Forgejo (and Gitea), as far as it takes every role and every kind of response.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use endpoint::{
    Asked, Body, ByteStream, Call, Client, Endpoints, NextPage, Page, Params, Part, WithHeaders,
    endpoint,
};
use serde::{Deserialize, Serialize};

/// What a refusal says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// Where to read about it.
    pub url: Option<String>,
}

/// Which version a server runs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// As it is written in releases.
    pub version: String,
}

/// A repository.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Repository {
    /// What it is known by.
    pub id: u64,
    /// Owner and name.
    pub full_name: String,
}

/// What is looked for among the repositories.
#[derive(Clone, Copy, Debug, Default, Params)]
pub struct Search<'a> {
    /// Words of the name.
    #[query]
    pub q: Option<&'a str>,
    /// How many a page holds.
    #[query(default = 50)]
    pub limit: Option<u32>,
    /// In which order.
    #[params(flatten)]
    pub order: Option<Order>,
}

/// An order of repositories.
#[derive(Clone, Copy, Debug, Params)]
pub struct Order {
    /// By what.
    #[query]
    pub sort: Sort,
    /// Downwards?
    #[query("order", default = "asc")]
    pub direction: Option<&'static str>,
}

/// What repositories are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// When they were made.
    Created,
    /// How large they are.
    Size,
}

/// A page of repositories: numbered, and the last is the one that is empty.
#[derive(Clone, Debug, Deserialize)]
pub struct Repositories {
    /// The repositories.
    pub data: Vec<Repository>,
}

impl Page for Repositories {
    type Item = Repository;

    fn item_id(_: &Repository) -> Option<&str> {
        None
    }

    fn items(&self) -> &[Repository] {
        &self.data
    }

    fn into_items(self) -> Vec<Repository> {
        self.data
    }

    fn next(&self, asked: &Asked<'_>) -> Option<NextPage> {
        let page = asked.query("page").map_or(Some(1), |page| page.parse::<u32>().ok())?;
        let next = page.checked_add(1).filter(|_| !self.data.is_empty())?;
        Some(NextPage::new("page", next.to_string()))
    }
}

/// An issue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Issue {
    /// Which one of its repository it is.
    pub number: u64,
    /// Its first line.
    pub title: String,
    /// What it says.
    #[serde(default)]
    pub body: String,
}

/// An issue to be opened.
#[derive(Clone, Debug, Default, Params)]
pub struct NewIssue {
    /// Its first line.
    pub title: String,
    /// What it says.
    pub body: Option<String>,
    /// Who is to work on it.
    pub assignees: Vec<String>,
    /// Only with the one-time password, where the account has one.
    #[header("x-gitea-otp")]
    pub one_time_password: Option<String>,
}

/// A file to be put into a repository.
#[derive(Clone, Debug, Serialize)]
pub struct NewFile<'a> {
    /// The content in base 64.
    pub content: &'a str,
    /// The message of the commit.
    pub message: &'a str,
}

/// What a client asks to be let in with.
#[derive(Clone, Debug, Serialize)]
pub struct TokenRequest<'a> {
    /// Which kind of proof `code` is.
    pub grant_type: &'a str,
    /// The proof.
    pub code: &'a str,
    /// The scopes that are asked for.
    pub scope: &'a [&'a str],
}

/// What lets a client in.
#[derive(Clone, Deserialize)]
pub struct Token {
    /// The token.
    pub access_token: endpoint::Secret<String>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// An attachment of a release.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
}

/// The instance itself.
pub trait Instance: Endpoints {
    /// Which version it runs.
    #[endpoint(get = "/api/v1/version", timeout = "5s")]
    fn version(&self) -> Call<Version>;

    /// The key that it signs commits with.
    #[endpoint(get = "/api/v1/signing-key.gpg")]
    fn signing_key(&self) -> Call<String>;

    /// Renders a text that is Markdown.
    #[endpoint(post = "/api/v1/markdown/raw", idempotent)]
    fn render(&self, #[body(raw)] text: &str) -> Call<String>;

    /// Lets a client in.
    #[endpoint(post = "/login/oauth/access_token", header("accept" = "application/json"))]
    fn token(&self, #[form] request: &TokenRequest<'_>) -> Call<Token>;

    /// Which verbs a path knows.
    #[endpoint(options = "/api/v1/{resource}")]
    fn verbs(&self, resource: &str) -> Call<WithHeaders<()>>;
}

/// Repositories and what is in them.
pub trait Content: Endpoints {
    /// The repositories that match.
    #[endpoint(get = "/api/v1/repos/search", query("private" = "false"))]
    fn search(&self, #[params] search: &Search<'_>) -> Call<Repositories>;

    /// One repository.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}", error = Refusal)]
    fn repository(&self, owner: &str, repo: &str) -> Call<Repository>;

    /// Whether there is such a repository: asked without its content.
    #[endpoint(head = "/api/v1/repos/{owner}/{repo}")]
    fn is_there(&self, owner: &str, repo: &str) -> Call<WithHeaders<()>>;

    /// The languages that it is written in, each with its bytes.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}/languages")]
    fn languages(&self, owner: &str, repo: &str) -> Call<BTreeMap<String, u64>>;

    /// Removes it for good.
    #[endpoint(delete = "/api/v1/repos/{owner}/{repo}", expect = 204)]
    fn remove(&self, owner: &str, repo: &str) -> Call<()>;

    /// A file as it is.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}/raw/{path}")]
    fn file(
        &self,
        owner: &str,
        repo: &str,
        path: &str,
        #[query("ref")] commit: Option<&str>,
    ) -> Call<Bytes>;

    /// Puts a file there.
    #[endpoint(put = "/api/v1/repos/{owner}/{repo}/contents/{path}")]
    fn put_file(&self, owner: &str, repo: &str, path: &str, #[body] file: &NewFile<'_>)
    -> Call<()>;

    /// All of it as an archive, read as it comes.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}/archive/{commit}.tar.gz")]
    fn archive(&self, owner: &str, repo: &str, commit: &str) -> Call<ByteStream>;
}

/// Issues and releases of a repository.
pub trait Work: Endpoints {
    /// The issues, and in `x-total-count` how many there are.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}/issues")]
    fn issues(
        &self,
        owner: &str,
        repo: &str,
        #[query] state: &[&str],
        #[query(default = 1)] page: Option<u32>,
        #[header] x_trace: impl Serialize,
    ) -> Call<WithHeaders<Vec<Issue>>>
    where
        Self: Sized;

    /// Opens an issue.
    #[endpoint(post = "/api/v1/repos/{owner}/{repo}/issues", error = Refusal, expect = 201)]
    fn open(&self, owner: &str, repo: &str, #[params] issue: &NewIssue) -> Call<Issue>;

    /// Changes the title of an issue.
    #[endpoint(patch = "/api/v1/repos/{owner}/{repo}/issues/{number}", idempotent)]
    fn rename(
        &self,
        owner: &str,
        repo: &str,
        number: u64,
        #[body] changes: BTreeMap<&str, String>,
    ) -> Call<Issue>;

    /// What pins an issue, if something does.
    #[endpoint(get = "/api/v1/repos/{owner}/{repo}/issues/{number}/pin")]
    fn pin(&self, owner: &str, repo: &str, number: u64) -> Call<Option<Issue>>;

    /// Attaches a file to a release.
    #[endpoint(post = "/api/v1/repos/{owner}/{repo}/releases/{release}/assets")]
    fn attach(
        &self,
        owner: &str,
        repo: &str,
        release: u64,
        #[query] name: Option<&str>,
        #[part] attachment: Part,
        #[part] note: Option<&str>,
    ) -> Call<Attachment>;

    /// Replaces what is attached by what comes out of a stream.
    #[endpoint(put = "/api/v1/attachments/{id}")]
    fn replace(&self, id: u64, #[body(raw)] content: Body) -> Call<Attachment>;
}

/// A forge, and nothing else.
#[derive(Clone, Debug)]
pub struct Forge(Client);

impl Forge {
    /// The forge at `url`, with a token of an account there.
    ///
    /// # Errors
    /// As [`endpoint::ClientBuilder::build`].
    pub fn new(url: &str, token: &str) -> endpoint::Result<Self> {
        let client = Client::builder()
            .base_url(url)
            .auth("authorization", format!("token {token}"))
            .allow_http(true)
            .build()?;
        Ok(Self(client))
    }
}

impl Endpoints for Forge {
    fn client(&self) -> &Client {
        &self.0
    }
}

impl Instance for Forge {}
impl Content for Forge {}
impl Work for Forge {}
