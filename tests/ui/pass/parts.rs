use endpoint::{Call, Client, Endpoints, Params, Part, endpoint};

#[derive(Params)]
struct Upload<'a> {
    #[part("upload_file")]
    file: &'a Part,
    #[part]
    unique_id: Option<&'a str>,
    #[part("page[]")]
    pages: Vec<Part>,
    #[query]
    project_id: u8,
}

#[derive(Params)]
struct Scope {
    #[query]
    organization_id: u8,
}

trait Files: Endpoints {
    #[endpoint(post = "/files/{directory}")]
    fn upload(
        &self,
        directory: &str,
        #[part("upload_file")] file: Part,
        #[part] note: &str,
        #[part] bytes: Option<Vec<u8>>,
        #[part("tag[]")] tags: &[&str],
        #[part] magic: [u8; 2],
        #[part] kind: std::borrow::Cow<'_, str>,
        #[params] scope: &Scope,
    ) -> Call<String>;
    #[endpoint(post = "/files")]
    fn upload_all(&self, #[params] upload: &Upload<'_>, #[params] scope: &Scope) -> Call<String>;
}

impl Files for Client {}

fn main() {
    let client = Client::offline();
    let file = Part::text("text").file_name("a.txt");
    let scope = Scope { organization_id: 1 };
    assert_eq!(
        sent(client.upload("d", file.clone(), "n", None, &["a", "b"], *b"PK", "k".into(), &scope)),
        "POST /files/d?organization_id=1 (parts)"
    );
    let upload = Upload { file: &file, unique_id: Some("u"), pages: vec![file.clone()], project_id: 2 };
    assert_eq!(
        sent(client.upload_all(&upload, &scope)),
        "POST /files?project_id=2&organization_id=1 (parts)"
    );
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
