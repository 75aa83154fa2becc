use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("limit=" = "1", "?after" = "2", " sort" = "3", "{page}" = "4", "a&b" = "5", "tags[]" = "6"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
