use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct RepoName(String);

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job_id}")]
    fn a(&self, key: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{job_id}")]
    fn b(&self, #[path] key: u64) -> Call<String>;

    #[endpoint(get = "/{owner}/{repo}")]
    fn c(&self, owner: &str, name: RepoName) -> Call<String>;

    #[endpoint(get = "/jobs/{job_id}")]
    fn d(&self, #[path("key")] k: &str) -> Call<String>;
}

fn main() {}
