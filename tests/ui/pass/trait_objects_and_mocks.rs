use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: &str) -> Call<String>;

    /// Not for `dyn`, and no hindrance to it.
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] filter: impl serde::Serialize) -> Call<String>
    where
        Self: Sized;

    /// Goes through the methods above, also where they are overridden.
    fn twice(&self, id: &str) -> [Call<String>; 2] {
        [self.status(id), self.status(id)]
    }
}

impl Jobs for Client {}

struct Mock(Client);

impl Endpoints for Mock {
    fn client(&self) -> &Client {
        &self.0
    }
}

impl Jobs for Mock {
    fn status(&self, id: &str) -> Call<String> {
        Call::ready(format!("{id} is done"))
    }
}

fn main() {
    let client = Client::offline();
    let jobs: &dyn Jobs = &client;
    assert_eq!(sent(jobs.status("a")), "GET /jobs/a");
    assert_eq!(sent(client.list("x")), "GET /jobs?filter=x");
    let mock: Box<dyn Jobs> = Box::new(Mock(Client::offline()));
    let [first, _] = mock.twice("b");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(async { first.await }).unwrap(), "b is done");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
