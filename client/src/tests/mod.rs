mod key;
mod link;
