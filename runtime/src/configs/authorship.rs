use bpiiot_primitives::{AuthorDigest, POW_ENGINE_ID};
use codec::DecodeAll;
use frame_support::{ConsensusEngineId, traits::FindAuthor};

use crate::{AccountId, Runtime};

/// The account that a block's author is paid to, out of the block's digest.
pub struct RewardAccount;

impl FindAuthor<AccountId> for RewardAccount {
	fn find_author<'a, I>(digests: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		let (_, mut author) = digests.into_iter().find(|(engine, _)| *engine == POW_ENGINE_ID)?;
		AuthorDigest::decode_all(&mut author).ok().map(|author| author.reward_account)
	}
}

impl pallet_authorship::Config for Runtime {
	type EventHandler = ();
	type FindAuthor = RewardAccount;
}
