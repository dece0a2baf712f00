//! The events; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// One side has proposed a relationship.
		RelationshipEstablished {
			/// Its number.
			relationship: RelationshipId,
			/// Whose data it is about.
			subject: PartyOf<T>,
			/// The provider or third party.
			partner: T::AccountId,
			/// What the partner is to the device.
			kind: Kind,
			/// Which side has proposed it.
			invited_by: Side,
			/// The relationship that it replaces when it is accepted.
			predecessor: Option<RelationshipId>,
		},
		/// A relationship has got into another state.
		RelationshipChanged {
			/// Its number.
			relationship: RelationshipId,
			/// The state now.
			state: State,
			/// Whose call it was.
			by: T::AccountId,
		},
		/// A relationship has been refused or withdrawn before it was accepted, and is gone.
		RelationshipRejected {
			/// Its number.
			relationship: RelationshipId,
			/// Whose call it was.
			by: T::AccountId,
		},
		/// A relationship that had ended has been removed.
		RelationshipRemoved {
			/// Its number.
			relationship: RelationshipId,
			/// Whose call it was.
			by: T::AccountId,
		},
		/// The present account of a partner's identity has taken a relationship over.
		RelationshipMoved {
			/// Its number.
			relationship: RelationshipId,
			/// The partner before.
			from: T::AccountId,
			/// The partner now.
			to: T::AccountId,
		},
		/// The device's side has taken over deposits of a relationship and of records.
		Adopted {
			/// The relationship.
			relationship: RelationshipId,
			/// Who pays now.
			by: T::AccountId,
			/// What has been taken over, in planck.
			amount: Balance,
		},
		/// A new record, or a change of one, has been proposed.
		RecordProposed {
			/// Its number.
			record: RecordId,
			/// To which relationship it belongs.
			relationship: RelationshipId,
			/// Who has proposed it.
			author: T::AccountId,
			/// The hash of the proposal.
			hash: Hash,
		},
		/// The device's side has agreed to a proposal.
		RecordVerified {
			/// The record.
			record: RecordId,
			/// Who has agreed.
			by: T::AccountId,
			/// Whether to the bonus query too.
			bonus: bool,
		},
		/// An attestor has answered.
		RecordAttested {
			/// The record.
			record: RecordId,
			/// The attestor.
			by: T::AccountId,
			/// Whether it found the proposal right.
			valid: bool,
		},
		/// A proposal has taken effect.
		RecordEffective {
			/// The record.
			record: RecordId,
			/// To which relationship it belongs.
			relationship: RelationshipId,
			/// Its version now.
			version: u32,
			/// The hash of what its first query returns.
			result: Hash,
		},
		/// A proposal has been dropped.
		ProposalDropped {
			/// The record.
			record: RecordId,
			/// Why.
			reason: DropReason,
		},
		/// A record has been removed.
		RecordRemoved {
			/// The record.
			record: RecordId,
			/// To which relationship it belonged.
			relationship: RelationshipId,
			/// Whose call it was.
			by: T::AccountId,
		},
		/// The bonus query of a record now belongs to the author of this block.
		BonusAttached {
			/// The record.
			record: RecordId,
		},
		/// A record has taken effect without its bonus query.
		BonusNotAttached {
			/// The record.
			record: RecordId,
			/// Why not.
			error: DispatchError,
		},
		/// The device's side has given a permission or changed it.
		PermissionGranted {
			/// Whose records it is about.
			source: RelationshipId,
			/// The relationship of the viewer.
			via: RelationshipId,
			/// Which records.
			scope: Scope,
			/// The viewer.
			viewer: T::AccountId,
			/// How much.
			mode: Mode,
			/// The last block in which it holds.
			until: Option<BlockNumberFor<T>>,
		},
		/// A permission has been taken back or cleared away.
		PermissionRevoked {
			/// Whose records it was about.
			source: RelationshipId,
			/// The relationship of the viewer.
			via: RelationshipId,
			/// Which records.
			scope: Scope,
			/// Whose call it was.
			by: T::AccountId,
		},
		/// A provider has receipted reads.
		ReadsReceipted {
			/// The relationship.
			relationship: RelationshipId,
			/// The number of the batch.
			batch: u32,
			/// The root over all its receipts.
			root: Hash,
			/// How many reads were answered.
			allowed: u32,
			/// How many reads were refused.
			refused: u32,
		},
		/// A party has been notified.
		Notified {
			/// Who.
			party: PartyOf<T>,
			/// The number of the notice.
			sequence: u64,
			/// Whether the inbox has room for it; if not, it counts as missed.
			stored: bool,
			/// What about.
			notice: NoticeOf<T>,
		},
		/// A party has acknowledged its notices.
		Acknowledged {
			/// Who.
			party: PartyOf<T>,
			/// The number of the last one.
			up_to: u64,
		},
	}
}
