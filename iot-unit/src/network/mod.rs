//! Network layer: the store-and-forward journal, and the link to the chain.

pub mod journal;
pub mod ledger;
pub mod records;
