use std::path::Path;

use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(put = "/a")]
    fn a(&self, #[body] scan: bytes::Bytes) -> Call<()>;
    #[endpoint(put = "/b")]
    fn b(&self, #[body] scan: &bytes::Bytes) -> Call<()>;
    #[endpoint(put = "/c")]
    fn c(&self, #[body] file: &Path) -> Call<()>;
    #[endpoint(put = "/d")]
    fn d(&self, #[body] nothing: ()) -> Call<()>;
    #[endpoint(put = "/e")]
    fn e(&self, #[body] job: Result<u8, u8>) -> Call<()>;
}

fn main() {}
