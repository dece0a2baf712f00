//! Where shared data can be had, and what they must be.

use bpiiot_primitives::{
	AccountId, BlockNumber, RecordId,
	incentives::Query,
	sharing::{Answer, Basis, Mode, Proposal, Record, Refusal},
};
use codec::Encode;
use subxt::utils::{AccountId32, H256};

use crate::{
	error::Error,
	reads::{View, text},
};

/// Where somebody has data, and what they must be (paper: data pointer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPointer {
	/// Where whoever keeps the data answers: a host name or IP address, a port, a path.
	pub host: String,
	/// The query string that returns the data there.
	pub query: String,
	/// The hash that the result must have: that of
	/// [`Dataset::hash`](bpiiot_primitives::sharing::format::Dataset::hash).
	pub hash: H256,
	/// The version of the record; none for a proposal that has not taken effect.
	pub version: Option<u32>,
	/// On what ground it is told.
	pub basis: Basis,
}

impl View {
	/// Where `viewer` has the data of a record: those of `query`, or of the record's first query string when none is given.
	/// Otherwise why it may not have them.
	///
	/// It is the question that whoever keeps the data asks before giving them out. Ask it in the state after a finalized
	/// block ([`Chain::finalized`](crate::Chain::finalized)), because a permission in a later one can still disappear. The
	/// records themselves are public, as all of a chain's state: a refusal keeps the data from the viewer, not their hash.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the node has pruned the state, [`Error::Incompatible`] when the chain's runtime answers
	/// in another form. A refusal is no error.
	pub async fn data_pointer(
		&self,
		viewer: &AccountId32,
		record: RecordId,
		mode: Mode,
		query: Option<&str>,
	) -> Result<Result<DataPointer, Refusal>, Error> {
		let Ok(query) = query.map(|query| Query::try_from(query.as_bytes().to_vec())).transpose() else {
			return Ok(Err(Refusal::UnknownQuery));
		};
		// The runtime takes a number in the past for the block of the state.
		let at: BlockNumber = 0;
		let question = (AccountId::new(viewer.0), record, mode, query, at);
		let access = match self.runtime_call("SharingApi_may", &question.encode()).await? {
			Answer::Allowed(access) => access,
			Answer::Refused(refusal) => return Ok(Err(refusal)),
		};
		let details = match access.version {
			Some(_) => {
				let found: Option<Record<AccountId, BlockNumber>> =
					self.runtime_call("SharingApi_record", &record.encode()).await?;
				found.map(|found| found.details)
			}
			None => {
				let found: Option<Proposal<AccountId, BlockNumber>> =
					self.runtime_call("SharingApi_proposal", &record.encode()).await?;
				found.map(|found| found.content.details)
			}
		};
		let details = details
			.ok_or_else(|| Error::Node(format!("it allows a read of record {record}, but says that there is none")))?;
		Ok(Ok(DataPointer {
			host: text(&details.host),
			query: text(&access.pointer.query),
			hash: H256(access.pointer.hash.0),
			version: access.version,
			basis: access.basis,
		}))
	}
}
