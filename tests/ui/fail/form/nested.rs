use std::collections::HashMap;

use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/a")]
    fn a(&self, #[form] form: HashMap<String, HashMap<String, String>>) -> Call<()>;
    #[endpoint(post = "/b")]
    fn b(&self, #[form] form: HashMap<String, Vec<Vec<u8>>>) -> Call<()>;
    #[endpoint(post = "/c")]
    fn c(&self, #[form] form: Vec<(String, u8, u8)>) -> Call<()>;
    #[endpoint(post = "/d")]
    fn d(&self, #[form] form: (String, String)) -> Call<()>;
}

fn main() {}
