//! All that the client has, by globs, beside modules of the names that its types have.

use llama_cloud::batch::*;
use llama_cloud::directories::*;
use llama_cloud::files::*;
use llama_cloud::parsing::*;

mod own {
    pub mod batch_job {
        pub const NAME: &str = "batch_job";
    }
    pub mod directory {
        pub const NAME: &str = "directory";
    }
    pub mod file {
        pub const NAME: &str = "file";
    }
    pub mod image {
        pub const NAME: &str = "image";
    }
    pub mod markdown {
        pub const NAME: &str = "markdown";
    }
}
use own::*;

fn main() {
    let names = [batch_job::NAME, directory::NAME, file::NAME, image::NAME, markdown::NAME];
    assert_eq!(names.len(), 5);
    let _ = (BatchCancelParams::default(), DirectoryListParams::default());
    let _ = (FileListParams::default(), ParsingGetParams::default());
}
